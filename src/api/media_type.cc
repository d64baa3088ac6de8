#include "api/media_type.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace millrace::api {
namespace {

constexpr std::string_view kHint = R"(send JSON with the header "Content-Type: application/json")";

// "application/json; charset=utf-8" → "application/json", "utf-8".
struct MediaType {
  std::string name;
  std::string charset;
};

MediaType parse(std::string_view header) {
  const auto parts = base::split(header, ';');
  MediaType type{.name = base::to_lower(base::trim(parts[0])), .charset = ""};
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::string_view part = base::trim(parts[i]);
    const std::size_t equals = part.find('=');
    if (equals == part.npos || !base::iequals(base::trim(part.substr(0, equals)), "charset"))
      continue;
    std::string_view value = base::trim(part.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    type.charset = base::to_lower(value);
  }
  return type;
}

bool is_json(std::string_view name) {
  return name == "application/json" ||
         (name.starts_with("application/") && name.ends_with("+json"));
}

bool takes_a_body(std::string_view method) {
  return method == "POST" || method == "PATCH" || method == "PUT";
}

std::string complaint(const std::string& header) {
  const MediaType type = parse(header);
  if (is_json(type.name)) {
    if (type.charset.empty() || type.charset == "utf-8" || type.charset == "us-ascii") return "";
    return fmt::format("bodies are UTF-8, not {}; {}", type.charset, kHint);
  }
  // What curl says of the bytes of -d when it is told nothing.
  const bool form = type.name == "application/x-www-form-urlencoded";
  return fmt::format("this route takes JSON, and the body says it is {}; {}{}",
                     form ? "a form" : fmt::format("\"{}\"", base::to_valid_utf8(header)), kHint,
                     form ? " (curl: -H 'Content-Type: application/json')" : "");
}

}  // namespace

std::optional<net::Response> refusal_of_media_type(const net::Request& request) {
  if (request.body.empty() || !takes_a_body(request.method)) return std::nullopt;
  const std::string* header = request.headers.find("content-type");
  if (header == nullptr) return std::nullopt;
  const std::string words = complaint(*header);
  if (words.empty()) return std::nullopt;
  net::Response response =
      net::problem_as(415, base::invalid_field("Content-Type", words), request.request_id);
  const bool patch = request.method == "PATCH";
  response.headers.set(
      patch ? "Accept-Patch" : "Accept",
      patch ? "application/merge-patch+json, application/json" : "application/json");
  return response;
}

}  // namespace millrace::api
