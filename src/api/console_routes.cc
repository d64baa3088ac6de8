// The console's files under /console/, and the way there from "/". What they are is the build's.
#include "api/route_groups.h"
#include "net/static_files.h"

namespace millrace::api {
namespace {

// Scripts and connections of our own only, and in nobody's frame.
constexpr std::string_view kPolicy =
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

net::Response redirect(std::string where) {
  net::Response response{.status = 302};
  response.headers.set("Location", std::move(where));
  return response;
}

}  // namespace

void add_console_routes(net::Server& server, const std::string& folder) {
  if (folder.empty()) return;
  const auto files = std::make_shared<const net::StaticFiles>(net::StaticFilesOptions{
      .root = folder, .fallback = "index.html", .immutable_prefix = "assets/"});
  const auto serve = [files](const net::Request& request) -> Result<net::Response> {
    TRY_ASSIGN(net::Response response, files->serve(request, request.param("path")));
    response.headers.set("Content-Security-Policy", std::string(kPolicy));
    response.headers.set("Referrer-Policy", "same-origin");
    return response;
  };
  const auto go_there = [](const net::Request&) -> Result<net::Response> {
    return redirect("/console/");
  };
  server.route("GET", "/", go_there);
  server.route("GET", "/console", go_there);
  server.route("GET", "/console/{path*}", serve);
}

}  // namespace millrace::api
