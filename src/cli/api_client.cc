#include "cli/api_client.h"

#include <fmt/core.h>

#include "base/encode.h"

namespace millrace::cli {
namespace {

// The code that has this word, else the one that this HTTP status suggests.
ErrorCode code_of(std::string_view word, int status) {
  constexpr int kLast = static_cast<int>(ErrorCode::kInternal);
  for (int i = 0; i <= kLast; ++i)
    if (base::info(static_cast<ErrorCode>(i)).word == word) return static_cast<ErrorCode>(i);
  if (status == 413 || status == 415 || status == 405 || status == 422) return ErrorCode::kInvalid;
  if (status == 429 || status == 502 || status == 504) return ErrorCode::kUnavailable;
  for (int i = 0; i <= kLast; ++i)
    if (base::info(static_cast<ErrorCode>(i)).http_status == status)
      return static_cast<ErrorCode>(i);
  return status < 500 ? ErrorCode::kInvalid : ErrorCode::kInternal;
}

}  // namespace

std::string query_text(const Query& query) {
  std::string text;
  for (const auto& [name, value] : query)
    text +=
        (text.empty() ? "?" : "&") + base::percent_encode(name) + "=" + base::percent_encode(value);
  return text;
}

Error error_of_response(const net::ClientResponse& response) {
  const auto document = json::parse(response.body);
  if (!document || document->as_object() == nullptr)
    return fail(code_of("", response.status),
                fmt::format("the server answered with status {}", response.status));
  Error error = fail(code_of(document->string_or("code", ""), response.status),
                     document->string_or("detail", document->string_or("title", "")));
  if (error.message.empty())
    error.message = fmt::format("the server answered with status {}", response.status);
  if (const json::Value* violations = document->find("violations");
      violations && violations->as_array())
    for (const json::Value& v : *violations->as_array())
      error.violations.push_back({v.string_or("field", ""), v.string_or("reason", "")});
  if (const std::string id = document->string_or("request_id", ""); !id.empty())
    error.notes.push_back("request " + id);
  return error;
}

Result<net::ClientResponse> ApiClient::send(net::ClientRequest request, const std::string& path,
                                            const Query& query) {
  request.url = credentials_.server + path + query_text(query);
  if (!credentials_.token.empty())
    request.headers.set("Authorization", "Bearer " + credentials_.token);
  request.headers.set("User-Agent", "millrace");
  request.ca_file = credentials_.ca_file;
  auto response = context_.http.send(request);
  if (!response) {
    Error error = std::move(response).error();
    if (error.code == ErrorCode::kUnavailable)
      error.message = fmt::format(
          "cannot reach {}: {}. Is `millrace server` running there? Another address: --server or "
          "MILLRACE_SERVER",
          credentials_.server, error.message);
    return error;
  }
  if (response->status < 400) return response;
  Error error = error_of_response(*response);
  if (error.code == ErrorCode::kUnauthenticated && !path.ends_with("/auth/login"))
    error.message += "; run `millrace login`";
  return error;
}

Result<json::Value> ApiClient::get(const std::string& path, const Query& query) {
  TRY_ASSIGN(const net::ClientResponse response, send({}, path, query));
  auto value = json::parse(response.body);
  if (!value)
    return fail(ErrorCode::kInternal,
                fmt::format("{} answered with something that is no JSON", credentials_.server));
  return value;
}

Result<ApiClient::Changed> ApiClient::call(const std::string& method, const std::string& path,
                                           const std::optional<json::Value>& body,
                                           const net::Headers& headers) {
  net::ClientRequest request;
  request.method = method;
  request.headers = headers;
  if (body) {
    request.headers.set("Content-Type", "application/json");
    request.body = json::dump(*body);
  }
  TRY_ASSIGN(const net::ClientResponse response, send(std::move(request), path));
  if (response.body.empty()) return Changed{json::Value(), response.status};
  auto value = json::parse(response.body);
  if (!value)
    return fail(ErrorCode::kInternal,
                fmt::format("{} answered with something that is no JSON", credentials_.server));
  return Changed{std::move(*value), response.status};
}

Result<std::unique_ptr<Socket>> ApiClient::open_socket(const std::string& path,
                                                       const Query& query) {
  net::Headers headers;
  if (!credentials_.token.empty()) headers.set("Authorization", "Bearer " + credentials_.token);
  return context_.http.open_socket(
      {credentials_.server + path + query_text(query), headers, credentials_.ca_file});
}

}  // namespace millrace::cli
