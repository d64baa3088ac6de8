// Calls of the REST interface: address, token, JSON in and out, problem+json as our Error. One user
// at a time.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/context.h"
#include "cli/credentials.h"
#include "json/value.h"

namespace millrace::cli {

using Query = std::vector<std::pair<std::string, std::string>>;
std::string query_text(const Query& query);  // "?a=b&c=d", or empty

class ApiClient {
 public:
  ApiClient(Context& context, Credentials credentials)
      : context_(context), credentials_(std::move(credentials)) {}

  // `path` begins with "/api/v1" and is percent-encoded already.
  Result<json::Value> get(const std::string& path, const Query& query = {});
  struct Changed {
    json::Value body;
    int status = 0;
  };
  Result<Changed> call(const std::string& method, const std::string& path,
                       const std::optional<json::Value>& body, const net::Headers& headers = {});
  // A request of any other shape (streams, files): url and token are filled in. Statuses from 400
  // are errors.
  Result<net::ClientResponse> send(net::ClientRequest request, const std::string& path,
                                   const Query& query = {});
  Result<std::unique_ptr<Socket>> open_socket(const std::string& path, const Query& query);
  const Credentials& credentials() const { return credentials_; }
  Context& context() { return context_; }

 private:
  Context& context_;
  Credentials credentials_;
};

// What a response with a status from 400 says.
Error error_of_response(const net::ClientResponse& response);

}  // namespace millrace::cli
