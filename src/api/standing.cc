#include "api/standing.h"

#include <fmt/core.h>

#include "auth/permissions.h"
#include "json/value.h"
#include "net/sse.h"

namespace millrace::api {

Standing::Standing(const Call& call, const resource::Kind& kind, std::string_view verb,
                   const resource::Object& object)
    : services_(call.services),
      kind_(kind),
      token_(call.token),
      address_(call.actor.address),
      request_id_(call.actor.request_id),
      permission_(fmt::format("{}.{}", kind.name, verb)),
      object_(object.id),
      workspace_(object.workspace),
      owner_(object.owner) {}

Result<void> Standing::check() const {
  TRY_ASSIGN(const auto caller,
             services_.sessions.authenticate(
                 {.token = token_, .address = address_, .request_id = request_id_}));
  return auth::require(caller.actor, permission_,
                       auth::Target::subject(kind_, {object_, workspace_, owner_}));
}

std::string refused_event(const Error& error) {
  return net::sse_text(
      {.event = "refused",
       .data = json::dump(json::Object{{"code", std::string(base::info(error.code).word)},
                                       {"detail", error.message}})});
}

}  // namespace millrace::api
