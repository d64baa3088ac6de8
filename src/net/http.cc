#include "net/http.h"

#include "base/check.h"
#include "base/log.h"
#include "base/strings.h"
#include "json/writer.h"

namespace millrace::net {

void Headers::add(std::string name, std::string value) {
  items_.emplace_back(std::move(name), std::move(value));
}

void Headers::set(std::string name, std::string value) {
  std::erase_if(items_, [&](const auto& item) { return base::iequals(item.first, name); });
  add(std::move(name), std::move(value));
}

const std::string* Headers::find(std::string_view name) const {
  for (const auto& [key, value] : items_)
    if (base::iequals(key, name)) return &value;
  return nullptr;
}

const std::string* Request::query_value(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return &value;
  return nullptr;
}

const std::string& Request::param(std::string_view name) const {
  for (const auto& [key, value] : params)
    if (key == name) return value;
  base::check_failed("the route's pattern has the parameter", __FILE__, __LINE__);
}

Response Response::text(int status, std::string body, std::string content_type) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", std::move(content_type));
  response.body = std::move(body);
  return response;
}

Response Response::json(int status, std::string body) {
  return text(status, std::move(body), "application/json");
}

namespace {
struct Phrase {
  int status;
  std::string_view words;
};
constexpr Phrase kPhrases[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {499, "Client Closed Request"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};
}  // namespace

std::string_view reason_phrase(int status) {
  for (const Phrase& phrase : kPhrases)
    if (phrase.status == status) return phrase.words;
  return "Unknown";
}

Response problem_as(int status, const Error& error, std::string_view request_id) {
  const bool hidden = error.code == ErrorCode::kCorrupt || error.code == ErrorCode::kInternal;
  if (hidden)
    log_error("net", "a request failed",
              {{"request_id", std::string(request_id)}, {"error", error.to_string()}});
  json::Writer writer;
  writer.begin_object().key("type").string("about:blank");
  writer.key("title").string(reason_phrase(status)).key("status").integer(status);
  writer.key("detail").string(hidden
                                  ? "The server met an error of its own. Its log names the cause "
                                    "under this request id."
                                  : std::string_view(error.message));
  writer.key("code").string(base::info(error.code).word);
  writer.key("violations").begin_array();
  for (const auto& violation : error.violations) {
    writer.begin_object().key("field").string(violation.field);
    writer.key("reason").string(violation.reason).end_object();
  }
  writer.end_array().key("request_id").string(request_id).end_object();
  Response response = Response::json(status, std::move(writer).text());
  response.headers.set("Content-Type", "application/problem+json");
  if (base::info(error.code).may_retry) response.headers.set("Retry-After", "1");
  return response;
}

Response problem(const Error& error, std::string_view request_id) {
  return problem_as(base::info(error.code).http_status, error, request_id);
}

}  // namespace millrace::net
