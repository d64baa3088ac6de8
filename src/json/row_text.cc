#include "json/row_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/strings.h"
#include "json/value.h"
#include "json/writer.h"

namespace millrace::json {
namespace {

constexpr std::size_t kMaxParts = 8;

// Walks text that is known to be JSON; so the ends of things need no checks beyond staying inside.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  std::size_t at() const { return at_; }
  char peek() {
    skip_blanks();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  void step() { ++at_; }

  // Of the string that begins here, quotes included.
  std::string_view take_string() {
    const std::size_t begin = at_++;
    while (at_ < text_.size()) {
      at_ = std::min(text_.find_first_of("\"\\", at_), text_.size());
      if (at_ >= text_.size() || text_[at_] == '"') break;
      at_ += 2;
    }
    at_ = std::min(at_ + 1, text_.size());
    return text_.substr(begin, at_ - begin);
  }

  std::string_view take_value() {
    const char first = peek();
    const std::size_t begin = at_;
    if (first == '"') return take_string();
    if (first != '{' && first != '[') {
      at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
      return text_.substr(begin, at_ - begin);
    }
    std::size_t depth = 0;
    do {
      at_ = std::min(text_.find_first_of("\"{}[]", at_), text_.size());
      if (at_ >= text_.size()) break;
      const char c = text_[at_];
      if (c == '"') {
        take_string();
        continue;
      }
      depth = c == '{' || c == '[' ? depth + 1 : depth - 1;
      ++at_;
    } while (depth > 0);
    return text_.substr(begin, at_ - begin);
  }

 private:
  void skip_blanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  std::string_view text_;
  std::size_t at_ = 0;
};

bool is_key(std::string_view literal, std::string_view key) {
  if (literal.find('\\') == std::string_view::npos)
    return literal.substr(1, literal.size() - 2) == key;
  const auto value = parse(literal);
  return value && value->as_string() != nullptr && *value->as_string() == key;
}

std::string_view member(std::string_view object, std::string_view key) {
  Cursor cursor(object);
  if (cursor.peek() != '{') return {};
  cursor.step();
  while (cursor.peek() == '"') {
    const std::string_view name = cursor.take_string();
    if (cursor.peek() != ':') return {};
    cursor.step();
    const std::string_view value = cursor.take_value();
    if (is_key(name, key)) return value;
    if (cursor.peek() != ',') return {};
    cursor.step();
  }
  return {};
}

std::string_view element(std::string_view array, std::size_t index) {
  Cursor cursor(array);
  if (cursor.peek() != '[') return {};
  cursor.step();
  for (std::size_t i = 0; cursor.peek() != ']'; ++i) {
    const std::string_view value = cursor.take_value();
    if (value.empty()) return {};
    if (i == index) return value;
    if (cursor.peek() != ',') return {};
    cursor.step();
  }
  return {};
}

// The value at a concrete path; empty where there is none.
std::string_view value_at(std::string_view row, std::string_view path) {
  std::string_view value = row;
  while (!path.empty() && !value.empty()) {
    if (path.front() == '.') path.remove_prefix(1);
    if (path.front() == '[') {
      const std::size_t close = std::min(path.find(']'), path.size() - 1);
      const auto index = base::parse_int(path.substr(1, close - 1));
      if (!index || *index < 0) return {};
      value = element(value, static_cast<std::size_t>(*index));
      path.remove_prefix(close + 1);
    } else {
      const std::size_t end = std::min(path.find_first_of(".["), path.size());
      value = member(value, path.substr(0, end));
      path.remove_prefix(end);
    }
  }
  return value;
}

}  // namespace

Result<FieldPath> FieldPath::parse(std::string_view text) {
  const auto wrong = [&](std::string_view why) {
    return fail(ErrorCode::kInvalid,
                fmt::format("{:?} is no field: {}; write text, meta.title or messages[].content",
                            text, why));
  };
  FieldPath path;
  path.text_ = text;
  if (!base::is_utf8(text)) return wrong("it is not UTF-8");
  for (std::string_view rest = text; !rest.empty() || path.parts_.empty();) {
    const std::size_t end = std::min(rest.find_first_of(".["), rest.size());
    if (end == 0) return wrong("a name is missing");
    path.parts_.push_back({std::string(rest.substr(0, end))});
    rest.remove_prefix(end);
    while (rest.starts_with("[")) {
      if (!rest.starts_with("[]")) return wrong("only [] may follow a name");
      path.parts_.push_back({});
      rest.remove_prefix(2);
    }
    if (rest.empty()) break;
    if (rest.front() != '.' || rest.size() == 1) return wrong("a name is missing");
    rest.remove_prefix(1);
  }
  if (path.parts_.size() > kMaxParts) return wrong("it has too many parts");
  return path;
}

Result<std::string> replace_texts(std::string_view line,
                                  std::span<const TextReplacement> replacements) {
  struct Place {
    std::size_t begin, end;
    std::string_view text;
  };
  std::vector<Place> places;
  std::size_t added = 0;
  for (const TextReplacement& r : replacements) {
    const std::string_view value = value_at(line, r.path);
    if (value.empty() || value.front() != '"')
      return fail(ErrorCode::kInvalid, fmt::format("the row has no string {:?}", r.path));
    const auto begin = static_cast<std::size_t>(value.data() - line.data());
    places.push_back({begin, begin + value.size(), r.text});
    added += r.text.size() + 2;
  }
  std::sort(places.begin(), places.end(),
            [](const Place& a, const Place& b) { return a.begin < b.begin; });
  std::string out;
  out.reserve(line.size() + added);
  std::size_t from = 0;
  for (const Place& place : places) {
    if (place.begin < from)
      return fail(ErrorCode::kInvalid, "the row has one string under two paths");
    out.append(line.substr(from, place.begin - from));
    out.append(Writer().string(place.text).text());
    from = place.end;
  }
  out.append(line.substr(from));
  return out;
}

}  // namespace millrace::json
