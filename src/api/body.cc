#include "api/body.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace millrace::api {

Result<json::Value> json_body(const net::Request& request) {
  if (request.body.empty()) return json::Value(json::Object{});
  return json::parse(request.body);
}

Result<std::optional<std::int64_t>> if_match(const net::Request& request) {
  const std::string* header = request.headers.find("if-match");
  if (header == nullptr || *header == "*") return std::optional<std::int64_t>();
  std::string_view text = base::trim(*header);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  const auto version = base::parse_int(text);
  if (!version)
    return base::invalid_field("If-Match", "must be the object's version, such as \"3\"");
  return std::optional(*version);
}

Result<int> page_size(const net::Request& request) {
  const std::string* text = request.query_value("page_size");
  if (text == nullptr) return 50;
  const auto size = base::parse_int(*text);
  if (!size || *size < 1 || *size > 500)
    return base::invalid_field("page_size", "must be between 1 and 500");
  return static_cast<int>(*size);
}

Result<std::optional<base::Time>> time_query(const net::Request& request, std::string_view name) {
  const std::string* text = request.query_value(name);
  if (text == nullptr) return std::optional<base::Time>();
  const auto time = base::parse_rfc3339(*text);
  if (!time) return base::invalid_field(std::string(name), time.error().message);
  return std::optional(*time);
}

net::Response json_response(int status, const resource::Object& object, std::string json) {
  net::Response response = net::Response::json(status, std::move(json));
  response.headers.set("ETag", fmt::format("\"{}\"", object.version));
  return response;
}

net::Response object_response(int status, const resource::Kind& kind,
                              const resource::Object& object, json::Object extra) {
  json::Value body = resource::to_json(kind, describe::View::kPublic, object);
  for (auto& [key, value] : extra) (*body.as_object())[key] = std::move(value);
  return json_response(status, object, json::dump(body));
}

}  // namespace millrace::api
