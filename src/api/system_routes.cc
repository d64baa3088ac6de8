// Health, the OpenAPI document, and what the server says of itself.
#include "api/authorize.h"
#include "api/body.h"
#include "api/route_groups.h"

namespace millrace::api {
namespace {

// Open to all and not part of the versioned interface: no token, no actor.
Result<net::Response> ready(Services& services) {
  TRY(services.store.read([](store::ReadTx&) -> Result<void> { return {}; }));
  return net::Response::text(200, "ok\n");
}

Result<net::Response> show_settings(const Call& call) {
  TRY(authorize(call.actor, "setting.list", ""));
  json::Array items;
  for (const auto& shown : settings::show(call.services.settings))
    items.emplace_back(json::Object{{"name", shown.name},
                                    {"value", shown.value},
                                    {"source", shown.source},
                                    {"description", shown.doc}});
  return net::Response::json(200, json::dump(json::Object{{"items", std::move(items)}}));
}

}  // namespace

void add_system_routes(Routes& routes, net::Server& server) {
  Services& services = routes.services();
  server.route("GET", "/healthz", [](const net::Request&) -> Result<net::Response> {
    return net::Response::text(200, "ok\n");
  });
  server.route("GET", "/readyz", [&services](const net::Request&) { return ready(services); });
  routes.add({.method = "GET",
              .path = "/api/v1/settings",
              .summary = "Every setting, its value and where it came from.",
              .tag = "settings",
              .permission = "setting.list",
              .response_schema = json::Object{{"type", "object"}}},
             show_settings);
}

void add_openapi_route(Routes& routes, net::Server& server) {
  // Made once, after all routes are known.
  const auto text =
      std::make_shared<const std::string>(json::dump(openapi_document(routes.operations())));
  server.route("GET", "/api/v1/openapi.json", [text](const net::Request&) -> Result<net::Response> {
    return net::Response::json(200, *text);
  });
}

}  // namespace millrace::api
