// Adds authorised routes to the HTTP server and remembers them for the OpenAPI document. Every
// route here knows its actor; refusals are audited in one place.
#pragma once
#include <functional>
#include <vector>

#include "api/openapi.h"
#include "api/services.h"
#include "net/server.h"

namespace millrace::api {

using CallHandler = std::function<Result<net::Response>(const Call&)>;
using CallSinkHandler = std::function<Result<std::unique_ptr<net::BodySink>>(const Call&)>;
using CallSocketHandler =
    std::function<Result<std::unique_ptr<net::WebSocketSession>>(const Call&)>;

class Routes {
 public:
  Routes(net::Server& server, Services& services) : server_(server), services_(services) {}

  void add(Operation operation, CallHandler handler, net::RouteOptions options = {});
  void add_upload(Operation operation, CallSinkHandler handler, net::RouteOptions options);
  void add_socket(Operation operation, CallSocketHandler handler);
  const std::vector<Operation>& operations() const { return operations_; }
  Services& services() { return services_; }

 private:
  net::Server& server_;
  Services& services_;
  std::vector<Operation> operations_;
};

}  // namespace millrace::api
