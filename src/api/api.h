// All routes of the REST interface, added to a server.
#pragma once
#include "api/routes.h"

namespace millrace::api {

struct ApiOptions {
  std::size_t max_upload_bytes = std::size_t{1} << 40;
  std::string console_folder{};  // the built console; empty: there is none
};
void add_routes(net::Server& server, Services& services, const ApiOptions& options);

}  // namespace millrace::api
