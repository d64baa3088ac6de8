// Filters that make text of text.
#include <fmt/core.h>

#include <algorithm>

#include "text/jinja/arguments.h"
#include "text/jinja/filters.h"
#include "text/jinja/letter_case.h"
#include "text/jinja/methods.h"
#include "text/jinja/operators.h"
#include "text/jinja/printf_format.h"
#include "text/jinja/python.h"
#include "text/jinja/split.h"
#include "text/jinja/utf8.h"

namespace millrace::text::jinja {
namespace {

template <std::string (*change)(std::string_view)>
Result<Value> map_filter(Interpreter& in, const Value& value, Arguments&) {
  TRY_ASSIGN(const TaggedString text, to_text(in.heap(), value));
  TRY(in.heap().room(text.size() * 6));
  return in.heap().string(text.map_runs(change));
}

Result<Value> string_filter(Interpreter& in, const Value& value, Arguments&) {
  if (value.string() != nullptr) return value;
  TRY_ASSIGN(TaggedString text, to_text(in.heap(), value));
  return in.heap().string(std::move(text));
}

Result<Value> safe_filter(Interpreter& in, const Value& value, Arguments&) {
  TRY_ASSIGN(TaggedString text, to_text(in.heap(), value));
  return in.heap().markup(std::move(text));
}

Result<Value> escape_filter(Interpreter& in, const Value& value, Arguments&) {
  if (value.is_markup()) return value;
  TRY_ASSIGN(const TaggedString text, to_text(in.heap(), value));
  TRY(in.heap().room(text.size() * 5));
  return in.heap().markup(text.map_runs(escape_html));
}

Result<Value> trim_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("trim", arguments, {"chars"}));
  TRY_ASSIGN(const TaggedString characters, bound.text_or(0, ""));
  TRY_ASSIGN(const TaggedString text, to_text(in.heap(), value));
  in.heap().charge(characters.size() * text.size() / 64);
  return in.heap().string(strip(text, characters.view(), Ends::kBoth));
}

Result<Value> capitalize_filter(Interpreter& in, const Value& value, Arguments&) {
  TRY_ASSIGN(const TaggedString text, to_text(in.heap(), value));
  return in.heap().string(capitalized(text));
}

// Jinja's own title: a word begins behind white space or one of -([{<.
std::string jinja_title(std::string_view text) {
  std::string out;
  bool begins = true;
  for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
    const char32_t c = decode_at(text, at, length);
    const std::string_view letter = text.substr(at, length);
    out += begins ? upper_case(letter) : lower_case(letter);
    begins = is_python_space(c) ||
             (c < 0x80 &&
              std::string_view("-([{<").find(static_cast<char>(c)) != std::string_view::npos);
  }
  return out;
}

Result<Value> center_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("center", arguments, {"width"}));
  TRY_ASSIGN(const std::int64_t width, bound.integer_or(0, 80));
  TRY_ASSIGN(const TaggedString text, to_text(in.heap(), value));
  TRY_ASSIGN(TaggedString out, centered(in.heap(), text, width));
  return in.heap().string(std::move(out));
}

Result<Value> replace_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("replace", arguments, {"old", "new", "count"}));
  TRY_ASSIGN(const Value* old_value, bound.required(0));
  TRY_ASSIGN(const Value* new_value, bound.required(1));
  TRY_ASSIGN(const TaggedString from, to_text(in.heap(), *old_value));
  TRY_ASSIGN(const TaggedString to, to_text(in.heap(), *new_value));
  TRY_ASSIGN(const std::int64_t count, bound.integer_or(2, -1));
  TRY_ASSIGN(const TaggedString text, to_text(in.heap(), value));
  TRY_ASSIGN(TaggedString out, replace_all(in.heap(), text, from.view(), to, count));
  return in.heap().string(std::move(out));
}

Result<Value> indent_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound,
             BoundArguments::bind("indent", arguments, {"width", "first", "blank"}));
  TaggedString margin("    ");
  if (bound.given(0) && bound.find(0)->string() != nullptr) {
    margin = *bound.find(0)->string();
  } else {
    TRY_ASSIGN(const std::int64_t width, bound.integer_or(0, 4));
    TRY(in.heap().room(static_cast<std::size_t>(std::max<std::int64_t>(width, 0))));
    margin =
        TaggedString(std::string(static_cast<std::size_t>(std::max<std::int64_t>(width, 0)), ' '));
  }
  TRY_ASSIGN(TaggedString text, to_text(in.heap(), value));
  text.append("\n", kTemplateOrigin);  // as Jinja does, so that a last empty line counts as one
  const auto lines = split_lines(text.view(), LineEnds::kDrop);
  if (margin.size() > 0 && lines.size() > SIZE_MAX / 4 / margin.size())
    TRY(in.heap().room(SIZE_MAX / 2));
  TRY(in.heap().room(text.size() + lines.size() * margin.size()));
  in.heap().charge(lines.size());
  TaggedString out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Piece& line = lines[i];
    if (i > 0) out.append("\n", text.origin_at(line.begin - 1));
    const bool indents =
        i == 0 ? bound.truth_or(1, false) : line.begin < line.end || bound.truth_or(2, false);
    if (indents) out.append(margin);
    out.append(text.slice(line.begin, line.end));
  }
  return in.heap().string(std::move(out));
}

Result<Value> truncate_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound,
             BoundArguments::bind("truncate", arguments, {"length", "killwords", "end", "leeway"}));
  TRY_ASSIGN(const std::int64_t length, bound.integer_or(0, 255));
  TRY_ASSIGN(const TaggedString end, bound.text_or(2, "..."));
  TRY_ASSIGN(const std::int64_t leeway, bound.integer_or(3, 5));
  TRY_ASSIGN(const TaggedString text, to_text(in.heap(), value));
  const auto end_length = static_cast<std::int64_t>(count_code_points(end.view()));
  if (length < end_length || leeway < 0)
    return fail(ErrorCode::kInvalid, "'truncate' wants a length that its end fits into");
  const auto count = static_cast<std::int64_t>(count_code_points(text.view()));
  if (count - leeway <= length) return in.heap().string(text);
  TaggedString kept =
      text.slice(0, byte_of_code_point(text.view(), static_cast<std::size_t>(length - end_length)));
  if (!bound.truth_or(1, false)) {
    const std::size_t blank = kept.view().rfind(' ');
    if (blank != std::string_view::npos) kept = kept.slice(0, blank);
  }
  kept.append(end);
  return in.heap().string(std::move(kept));
}

Result<Value> format_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const TaggedString text, to_text(in.heap(), value));
  Value values;
  if (!arguments.named.empty()) {
    Dict* dict = in.heap().dict();
    for (const auto& [name, named] : arguments.named) dict->set(in.heap().string(name), named);
    values = Value(dict);
  } else {
    values = Value(in.heap().list(arguments.positional, List::Kind::kTuple));
  }
  TRY_ASSIGN(TaggedString out, printf_format(in.heap(), text, values));
  return in.heap().string(std::move(out));
}

std::string url_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("_.-~/").find(c) != std::string_view::npos;
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

Result<Value> wordcount_filter(Interpreter& in, const Value& value, Arguments&) {
  TRY_ASSIGN(const TaggedString text, to_text(in.heap(), value));
  in.heap().charge(text.size() / 16);
  std::int64_t words = 0;
  bool inside = false;
  for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
    const char32_t c = decode_at(text.view(), at, length);
    const bool word = is_alphabetic(c) || is_decimal_digit(c) || c == '_';
    words += word && !inside ? 1 : 0;
    inside = word;
  }
  return Value(words);
}

constexpr NamedFilter kFilters[] = {
    {"string", &string_filter},
    {"trim", &trim_filter},
    {"lower", &map_filter<lower_case>},
    {"upper", &map_filter<upper_case>},
    {"capitalize", &capitalize_filter},
    {"title", &map_filter<jinja_title>},
    {"replace", &replace_filter},
    {"safe", &safe_filter},
    {"escape", &escape_filter},
    {"e", &escape_filter},
    {"forceescape", &map_filter<escape_html>},
    {"indent", &indent_filter},
    {"center", &center_filter},
    {"truncate", &truncate_filter},
    {"format", &format_filter},
    {"urlencode", &map_filter<url_escaped>},
    {"wordcount", &wordcount_filter},
};

}  // namespace

Filter find_text_filter(std::string_view name) {
  for (const NamedFilter& candidate : kFilters)
    if (candidate.name == name) return candidate.filter;
  return nullptr;
}

}  // namespace millrace::text::jinja
