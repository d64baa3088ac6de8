// Rows are checked and read by simdjson; what is replaced in them is found in row_text.cc.
#include <simdjson.h>

#include <fmt/core.h>

#include <algorithm>

#include "json/row_text.h"

namespace millrace::json {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kMaxDepth = 64;                     // as ParseLimits
constexpr std::size_t kKeptBytes = std::size_t{8} << 20;  // buffers of larger rows are given back

// The one member of that name; null where there is none.
Result<dom::element> only_member(dom::object object, std::string_view key, const std::string& at) {
  dom::element found;
  std::size_t times = 0;
  for (const auto& [name, element] : object) {
    if (name != key) continue;
    found = element;
    ++times;
  }
  if (times > 1)
    return base::invalid_field(at.empty() ? std::string(key) : at + "." + std::string(key),
                               "is there twice");
  if (times == 0) return fail(ErrorCode::kNotFound, "");
  return found;
}

Result<void> find_in(dom::element element, std::span<const FieldPath::Part> parts, std::string at,
                     std::vector<FoundText>& out) {
  if (element.is_null()) return {};
  if (parts.empty()) {
    if (!element.is_string()) return base::invalid_field(at, "is no string");
    out.push_back({std::move(at), element.get_string().value_unsafe()});
    return {};
  }
  const FieldPath::Part& part = parts.front();
  if (part.key.empty()) {
    if (!element.is_array()) return base::invalid_field(at, "is no array");
    std::size_t i = 0;
    const dom::array items = element.get_array().value_unsafe();
    for (const dom::element item : items)
      TRY(find_in(item, parts.subspan(1), fmt::format("{}[{}]", at, i++), out));
    return {};
  }
  if (!element.is_object()) return base::invalid_field(at, "is no object");
  const auto member = only_member(element.get_object().value_unsafe(), part.key, at);
  if (!member) {
    if (member.error().code == ErrorCode::kNotFound) return {};
    return member.error();
  }
  return find_in(*member, parts.subspan(1), at.empty() ? part.key : at + "." + part.key, out);
}

// What simdjson says, in words about a row.
std::string words_for(simdjson::error_code error, std::string_view line) {
  switch (error) {
    case simdjson::UTF8_ERROR:
      return "broken UTF-8";
    case simdjson::EMPTY:
      return "an empty row";
    case simdjson::DEPTH_ERROR:
      return "JSON is nested too deeply";
    case simdjson::UNCLOSED_STRING:
      return "not valid JSON: a string does not end";
    case simdjson::UNESCAPED_CHARS:
      return "not valid JSON: a control character inside a string";
    default:
      break;
  }
  if (line.find('\0') != std::string_view::npos) return "a NUL byte outside of a string";
  const auto end = line.find_last_not_of(" \t\r\n");
  if (end != std::string_view::npos && line.front() == '{' && line[end] != '}')
    return "not valid JSON: the row is cut off, or something follows the object";
  return fmt::format("not valid JSON: {}", simdjson::error_message(error));
}

}  // namespace

struct RowReader::State {
  dom::parser parser;
  std::string padded;
  dom::element root;
};

RowReader::RowReader() : state_(std::make_unique<State>()) {}
RowReader::~RowReader() = default;
RowReader::RowReader(RowReader&&) noexcept = default;
RowReader& RowReader::operator=(RowReader&&) noexcept = default;

Result<void> RowReader::read(std::string_view line) {
  if (state_->padded.capacity() > kKeptBytes && line.size() < kKeptBytes) *state_ = State();
  state_->padded.assign(line);
  state_->padded.append(simdjson::SIMDJSON_PADDING, ' ');
  dom::parser& parser = state_->parser;
  if (parser.max_depth() != kMaxDepth + 1 || parser.capacity() < line.size()) {
    const auto error = parser.allocate(std::max<std::size_t>(line.size(), 4096), kMaxDepth + 1);
    if (error) return fail(ErrorCode::kExhausted, "no memory for the row");
  }
  const auto error = parser.parse(state_->padded.data(), line.size(), false).get(state_->root);
  if (error) return fail(ErrorCode::kInvalid, words_for(error, line));
  if (!state_->root.is_object()) return fail(ErrorCode::kInvalid, "the row is no JSON object");
  return {};
}

Result<void> RowReader::find(const FieldPath& path, std::vector<FoundText>& out) const {
  return find_in(state_->root, path.parts(), "", out);
}

}  // namespace millrace::json
