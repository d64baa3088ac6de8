#include "train/parameters.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/strings.h"
#include "json/value.h"

namespace millrace::train {
namespace {

bool is_list(const describe::Field& field) {
  const json::Object schema = field.ops->schema(field.limits);
  const json::Value* const type = schema.find("type");
  return type && type->as_string() && *type->as_string() == "array";
}

json::Value value_of(const describe::Field& field, const std::string& text) {
  if (is_list(field)) {
    json::Array items;
    for (const auto part : base::split(text, ','))
      if (!base::trim(part).empty()) items.push_back(std::string(base::trim(part)));
    return items;
  }
  // 1e-4, true and null are JSON; cosine is a word.
  auto parsed = json::parse(text);
  if (parsed && !parsed->as_object() && !parsed->as_array()) return std::move(parsed).value();
  return text;
}

// What people wrote were flags; the violations stay what they are.
Error in_flags(Error error) {
  error.message.clear();
  for (const auto& violation : error.violations) {
    std::string flag = violation.field;
    std::replace(flag.begin(), flag.end(), '_', '-');
    error.message +=
        fmt::format("{}--{} {}", error.message.empty() ? "" : "; ", flag, violation.reason);
  }
  return error;
}

}  // namespace

Result<protocol::TuneParams> read_params(std::string_view document, const Words& flags) {
  const describe::Table& table = describe::Described<protocol::TuneParams>::get();
  json::Object body;
  if (!document.empty()) {
    auto parsed = json::parse(document);
    if (!parsed) return std::move(parsed).error();
    if (!parsed->as_object())
      return fail(ErrorCode::kInvalid, "the parameters must be a JSON object");
    body = *parsed->as_object();
  }
  for (const auto& [flag, text] : flags) {
    std::string name = flag;
    std::replace(name.begin(), name.end(), '-', '_');
    const describe::Field* const field = table.find(name);
    if (!field) return fail(ErrorCode::kInvalid, fmt::format("there is no parameter {}", name));
    body[name] = value_of(*field, text);
  }
  protocol::TuneParams params;
  const protocol::TuneParams defaults;
  auto decoded =
      describe::decode_strict(table, body, describe::Purpose::kCreate, &params, &defaults);
  if (!decoded) return in_flags(std::move(decoded).error());
  return params;
}

}  // namespace millrace::train
