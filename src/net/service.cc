#include "net/service.h"

namespace millrace::net {
namespace {

// Runs `handler` inside the middleware. A handler's exception is its bug; it costs one request a
// 500.
Result<Response> run(const Server::Middleware& middleware, const Request& request,
                     const Handler& handler) {
  auto result = guard([&] { return middleware ? middleware(request, handler) : handler(request); });
  if (!result && result.error().code == ErrorCode::kInternal)
    result.error().notes.push_back(request.method + " " + std::string(request.route));
  return result;
}

Outgoing ready(const Request& request, Result<Response> result) {
  if (!result) return prepare(request, problem(result.error(), request.request_id));
  return prepare(request, std::move(*result));
}

// Opens what outlives the call; `status` is what the middleware sees of a success.
template <class Opened, class OpenHandler>
std::pair<std::unique_ptr<Opened>, Outgoing> open(const Service& service, const Request& request,
                                                  const OpenHandler& handler, int status) {
  std::unique_ptr<Opened> opened;
  auto result = run(service.middleware, request, [&](const Request& inner) -> Result<Response> {
    TRY_ASSIGN(opened, handler(inner));
    Response response;
    response.status = status;
    return response;
  });
  const bool passed = result.has_value() && result->status == status && opened != nullptr;
  if (passed) return {std::move(opened), Outgoing{}};
  return {nullptr, ready(request, std::move(result))};
}

}  // namespace

Outgoing Service::answer(const Route& route, const Request& request) const {
  return ready(request, run(middleware, request, std::get<Handler>(route.handler)));
}

Service::OpenedSink Service::open_sink(const Route& route, const Request& request) const {
  auto [sink, refusal] = open<BodySink>(*this, request, std::get<SinkHandler>(route.handler), 100);
  return {std::move(sink), std::move(refusal)};
}

Service::OpenedWebSocket Service::open_websocket(const Route& route, const Request& request) const {
  auto [session, refusal] =
      open<WebSocketSession>(*this, request, std::get<WebSocketHandler>(route.handler), 101);
  return {std::move(session), std::move(refusal)};
}

}  // namespace millrace::net
