#include "api/routes.h"

#include <fmt/core.h>

#include "api/credentials.h"
#include "api/media_type.h"
#include "auth/permissions.h"
#include "base/log.h"
#include "store/refusals.h"

namespace millrace::api {
namespace {

// Refusals are audited with whom and what; identical ones of a minute become one row
// (store/audit_log.h).
void audit_refusal(Services& services, const domain::Actor& actor, const net::Request& request,
                   const Operation& operation, const Error& error) {
  if (!auth::is_refusal(error)) return;
  const auto recorded = services.refusals.record(
      {.actor = actor.user_id,
       .actor_name = actor.account,
       .address = actor.address,
       .action = operation.permission.empty() ? operation.method + " " + operation.path
                                              : operation.permission,
       .object_name = request.path,
       .detail = json::Object{{"reason", error.message}}});
  if (!recorded)
    log_error("api", "a refusal could not be audited", {{"error", recorded.error().to_string()}});
}

domain::Actor nobody(const net::Request& request) {
  return {.user_id = "",
          .account = "",
          .groups = {},
          .address = request.peer_address,
          .request_id = request.request_id,
          .roles = {}};
}

// What every route does before its handler: who is it, and for cookies, was it our own page that
// asked?
Result<auth::Sessions::Caller> caller_of(Services& services, const net::Request& request,
                                         Asked asked, std::string& token) {
  TRY_ASSIGN(token, token_of(request, services.transport, asked));
  return services.sessions.authenticate(
      {.token = token, .address = request.peer_address, .request_id = request.request_id});
}

template <class T>
inline constexpr Asked kAskedFor = Asked::kResponse;
template <>
inline constexpr Asked kAskedFor<std::unique_ptr<net::WebSocketSession>> = Asked::kSocket;

template <class T, class Handler>
auto guarded(Services& services, Operation operation, Handler handler) {
  return [&services, operation = std::move(operation),
          handler = std::move(handler)](const net::Request& request) -> Result<T> {
    std::string token;
    if (operation.security == Operation::Security::kNone) {
      const domain::Actor actor = nobody(request);
      Result<T> result = handler(Call{services, request, actor, nullptr, token});
      if (!result) audit_refusal(services, actor, request, operation, result.error());
      return result;
    }
    auto caller = caller_of(services, request, kAskedFor<T>, token);
    if (!caller) {
      audit_refusal(services, nobody(request), request, operation, caller.error());
      return std::move(caller).error();
    }
    Result<T> result = handler(Call{services, request, caller->actor, &*caller, token});
    if (!result) audit_refusal(services, caller->actor, request, operation, result.error());
    return result;
  };
}

}  // namespace

void Routes::add(Operation operation, CallHandler handler, net::RouteOptions options) {
  operations_.push_back(operation);
  const std::string method = operation.method, path = operation.path;
  // Here bodies are JSON: raw ones go to sinks (add_upload).
  CallHandler checked = [handler = std::move(handler)](const Call& call) -> Result<net::Response> {
    if (auto refusal = refusal_of_media_type(call.request)) return *std::move(refusal);
    return handler(call);
  };
  server_.route(method, path,
                guarded<net::Response>(services_, std::move(operation), std::move(checked)),
                options);
}

void Routes::add_upload(Operation operation, CallSinkHandler handler, net::RouteOptions options) {
  operations_.push_back(operation);
  const std::string method = operation.method, path = operation.path;
  server_.route_upload(
      method, path,
      guarded<std::unique_ptr<net::BodySink>>(services_, std::move(operation), std::move(handler)),
      options);
}

void Routes::add_socket(Operation operation, CallSocketHandler handler) {
  operations_.push_back(operation);
  const std::string path = operation.path;
  server_.route_websocket(path, guarded<std::unique_ptr<net::WebSocketSession>>(
                                    services_, std::move(operation), std::move(handler)));
}

}  // namespace millrace::api
