#include "cli/body.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "settings/text_value.h"
#include "yaml/yaml.h"

namespace millrace::cli {
namespace {

constexpr std::size_t kMaxBytes = 16 << 20;

Result<std::vector<json::Value>> parse_documents(std::string_view text, std::string_view file) {
  const std::string_view start = base::trim(text);
  if (start.starts_with('{') || start.starts_with('[')) {
    auto value = json::parse(text);
    if (value) return std::vector<json::Value>{std::move(*value)};
    if (file.ends_with(".json"))
      return fail(ErrorCode::kInvalid, fmt::format("{}: {}", file, value.error().message));
  }
  auto documents = yaml::parse_yaml(text);
  if (!documents)
    return fail(ErrorCode::kInvalid, fmt::format("{}: {}", file, documents.error().message));
  return documents;
}

Result<json::Value> value_of(std::string_view name, std::string_view text,
                             const resource::Kind* kind) {
  const describe::Field* field = kind ? kind->table->find(name) : nullptr;
  if (field != nullptr) {
    auto value = settings::value_from_text(*field, text);
    if (!value) return base::invalid_field(std::string(name), value.error().message);
    return value;
  }
  if (kind && (name == kind->name_field || name == "name")) return json::Value(text);
  auto value = json::parse(text);
  return value ? std::move(*value) : json::Value(text);
}

// A member of an object, or with a number an item of a list: one that is there, or the next.
Result<json::Value*> part_of(json::Value& whole, std::string_view part, const std::string& word) {
  const auto index = base::parse_int(part);
  if (!index) {
    if (whole.as_object() == nullptr) whole = json::Value(json::Object());
    return &(*whole.as_object())[part];
  }
  if (whole.as_array() == nullptr) whole = json::Value(json::Array());
  json::Array& items = *whole.as_array();
  if (*index < 0 || static_cast<std::size_t>(*index) > items.size())
    return fail(ErrorCode::kInvalid,
                fmt::format("{:?}: the list has {} items so far: the next is number {}", word,
                            items.size(), items.size()));
  if (static_cast<std::size_t>(*index) == items.size()) items.emplace_back();
  return &items[static_cast<std::size_t>(*index)];
}

}  // namespace

Result<std::vector<json::Value>> read_documents(Context& context, const Args& args) {
  std::vector<json::Value> all;
  for (const std::string& file : args.values("--file")) {
    auto text = file == "-" ? context.console.read_input(kMaxBytes)
                            : io::read_file(context.files, file, kMaxBytes);
    if (!text)
      return fail(ErrorCode::kInvalid,
                  fmt::format("cannot read {}: {}", file, text.error().message));
    TRY_ASSIGN(std::vector<json::Value> documents, parse_documents(*text, file));
    for (json::Value& d : documents) {
      if (json::Array* items = d.as_array())
        std::move(items->begin(), items->end(), std::back_inserter(all));
      else
        all.push_back(std::move(d));
    }
  }
  for (const json::Value& d : all)
    if (d.as_object() == nullptr)
      return fail(ErrorCode::kInvalid,
                  fmt::format("a document must be an object, not {}", d.kind()));
  return all;
}

bool is_assignment(std::string_view word) {
  const auto equals = word.find('=');
  if (equals == 0 || equals == std::string_view::npos) return false;
  for (const char c : word.substr(0, equals))
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.')) return false;
  return true;
}

Result<void> assign(json::Object& body, std::span<const std::string> words,
                    const resource::Kind* kind) {
  for (const std::string& word : words) {
    if (!is_assignment(word))
      return fail(ErrorCode::kInvalid, fmt::format("{:?} is not NAME=VALUE", word));
    const auto equals = word.find('=');
    const auto parts = base::split(std::string_view(word).substr(0, equals), '.');
    const std::string_view text = std::string_view(word).substr(equals + 1);
    json::Value* at = &body[parts[0]];
    for (std::size_t i = 1; i < parts.size(); ++i) {
      TRY_ASSIGN(at, part_of(*at, parts[i], word));
    }
    TRY_ASSIGN(*at, value_of(parts.back(), text, parts.size() == 1 ? kind : nullptr));
  }
  return {};
}

}  // namespace millrace::cli
