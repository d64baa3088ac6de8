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

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 101:
      return "Switching Protocols";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 426:
      return "Upgrade Required";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 499:
      return "Client Closed Request";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Unknown";
  }
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
