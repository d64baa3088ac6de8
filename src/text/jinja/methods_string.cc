// Methods of str.
#include <fmt/core.h>

#include <algorithm>

#include "text/jinja/arguments.h"
#include "text/jinja/interpreter.h"
#include "text/jinja/letter_case.h"
#include "text/jinja/methods.h"
#include "text/jinja/operators.h"
#include "text/jinja/printf_format.h"
#include "text/jinja/python.h"
#include "text/jinja/split.h"
#include "text/jinja/utf8.h"

namespace millrace::text::jinja {
namespace {

const TaggedString& text_of(const Value& self) {
  return *self.string();
}

template <Ends ends>
Result<Value> strip_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("strip", arguments, {"chars"}));
  TRY_ASSIGN(const TaggedString characters, bound.text_or(0, ""));
  if (bound.given(0) && !bound.find(0)->is_none() && characters.empty()) return self;
  in.heap().charge(characters.size() * text_of(self).size() / 64);
  return in.heap().string(strip(text_of(self), characters.view(), ends));
}

template <std::string (*change)(std::string_view)>
Result<Value> map_method(Interpreter& in, const Value& self, Arguments&) {
  TRY(in.heap().room(text_of(self).size() * 3));
  return in.heap().string(text_of(self).map_runs(change));
}

Result<Value> capitalize_method(Interpreter& in, const Value& self, Arguments&) {
  return in.heap().string(capitalized(text_of(self)));
}

// startswith and endswith take a string or a tuple of them.
template <bool (*holds)(std::string_view, std::string_view)>
Result<Value> affix_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("startswith", arguments, {"affix"}));
  TRY_ASSIGN(const Value* affix, bound.required(0));
  std::vector<Value> candidates{*affix};
  if (affix->list() != nullptr) candidates = affix->list()->items;
  for (const Value& candidate : candidates) {
    in.heap().charge(1);
    if (candidate.string() == nullptr)
      return fail(ErrorCode::kInvalid, fmt::format("a string begins or ends with strings, not '{}'",
                                                   type_name(candidate)));
    if (holds(text_of(self).view(), candidate.string()->view())) return Value(true);
  }
  return Value(false);
}
bool begins(std::string_view text, std::string_view affix) {
  return text.starts_with(affix);
}
bool ends(std::string_view text, std::string_view affix) {
  return text.ends_with(affix);
}

template <Direction direction>
Result<Value> split_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("split", arguments, {"sep", "maxsplit"}));
  TRY_ASSIGN(const TaggedString separator, bound.text_or(0, ""));
  TRY_ASSIGN(const std::int64_t most, bound.integer_or(1, -1));
  const bool blank = !bound.given(0) || bound.find(0)->is_none();
  if (!blank && separator.empty()) return fail(ErrorCode::kInvalid, "empty separator");
  TRY(in.heap().room(text_of(self).size() * 2));
  std::vector<Value> items;
  for (const Piece& piece : split_pieces(text_of(self).view(), separator.view(), most, direction))
    items.push_back(in.heap().string(text_of(self).slice(piece.begin, piece.end)));
  in.heap().charge(items.size());
  return Value(in.heap().list(std::move(items)));
}

Result<Value> splitlines_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("splitlines", arguments, {"keepends"}));
  const auto keep = bound.truth_or(0, false) ? LineEnds::kKeep : LineEnds::kDrop;
  std::vector<Value> items;
  for (const Piece& piece : split_lines(text_of(self).view(), keep))
    items.push_back(in.heap().string(text_of(self).slice(piece.begin, piece.end)));
  in.heap().charge(items.size());
  return Value(in.heap().list(std::move(items)));
}

template <Direction direction>
Result<Value> partition_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("partition", arguments, {"sep"}));
  TRY_ASSIGN(const TaggedString separator, bound.text_or(0, ""));
  if (separator.empty()) return fail(ErrorCode::kInvalid, "empty separator");
  const TaggedString& text = text_of(self);
  const std::size_t at = direction == Direction::kForward
                             ? find_bytes(text.view(), separator.view())
                             : text.view().rfind(separator.view());
  Heap& heap = in.heap();
  heap.charge(text.size() / 16);
  std::vector<Value> parts;
  if (at != std::string_view::npos) {
    parts = {heap.string(text.slice(0, at)), heap.string(text.slice(at, at + separator.size())),
             heap.string(text.slice(at + separator.size(), text.size()))};
  } else if (direction == Direction::kForward) {
    parts = {self, heap.string(TaggedString()), heap.string(TaggedString())};
  } else {
    parts = {heap.string(TaggedString()), heap.string(TaggedString()), self};
  }
  return Value(heap.list(std::move(parts), List::Kind::kTuple));
}

Result<Value> replace_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("replace", arguments, {"old", "new", "count"}));
  TRY(bound.required(1));
  TRY_ASSIGN(const TaggedString from, bound.text_or(0, ""));
  TRY_ASSIGN(const TaggedString to, bound.text_or(1, ""));
  TRY_ASSIGN(const std::int64_t count, bound.integer_or(2, -1));
  TRY_ASSIGN(TaggedString out, replace_all(in.heap(), text_of(self), from.view(), to, count));
  return in.heap().string(std::move(out));
}

Result<Value> join_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("join", arguments, {"iterable"}));
  TRY_ASSIGN(const Value* iterable, bound.required(0));
  TRY_ASSIGN(const auto items, in.iterate(*iterable));
  std::vector<TaggedString> parts;
  for (const Value& item : items) {
    if (item.string() == nullptr)
      return fail(ErrorCode::kInvalid,
                  fmt::format("join wants strings, not '{}'", type_name(item)));
    parts.push_back(*item.string());
  }
  TRY_ASSIGN(TaggedString out, join_all(in.heap(), parts, text_of(self)));
  return in.heap().string(std::move(out));
}

struct Window {
  std::size_t begin, end;  // bytes
};

Result<Window> window_of(const BoundArguments& bound, std::string_view text) {
  const auto length = static_cast<std::int64_t>(count_code_points(text));
  TRY_ASSIGN(std::int64_t begin, bound.integer_or(1, 0));
  TRY_ASSIGN(std::int64_t end, bound.integer_or(2, length));
  begin = std::clamp<std::int64_t>(begin < 0 ? begin + length : begin, 0, length);
  end = std::clamp<std::int64_t>(end < 0 ? end + length : end, 0, length);
  if (end < begin) end = begin;
  return Window{byte_of_code_point(text, static_cast<std::size_t>(begin)),
                byte_of_code_point(text, static_cast<std::size_t>(end))};
}

enum class Missing { kMinusOne, kError };

template <Direction direction, Missing missing>
Result<Value> find_in(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("find", arguments, {"sub", "start", "end"}));
  TRY(bound.required(0));
  TRY_ASSIGN(const TaggedString needle, bound.text_or(0, ""));
  const std::string_view text = text_of(self).view();
  TRY_ASSIGN(const Window window, window_of(bound, text));
  in.heap().charge(text.size() / 16);
  const std::string_view part = text.substr(0, window.end);
  std::size_t at = find_bytes(part, needle.view(), window.begin);
  if (direction == Direction::kBackward) at = part.rfind(needle.view());
  if (at != std::string_view::npos && at >= window.begin)
    return Value(static_cast<std::int64_t>(count_code_points(text.substr(0, at))));
  if (missing == Missing::kError) return fail(ErrorCode::kInvalid, "substring not found");
  return Value(std::int64_t{-1});
}

Result<Value> count_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("count", arguments, {"sub", "start", "end"}));
  TRY(bound.required(0));
  TRY_ASSIGN(const TaggedString needle, bound.text_or(0, ""));
  const std::string_view text = text_of(self).view();
  TRY_ASSIGN(const Window window, window_of(bound, text));
  in.heap().charge(text.size() / 16);
  const std::string_view part = text.substr(window.begin, window.end - window.begin);
  if (needle.empty()) return Value(static_cast<std::int64_t>(count_code_points(part)) + 1);
  std::int64_t count = 0;
  for (std::size_t at = find_bytes(part, needle.view()); at != std::string_view::npos;
       at = find_bytes(part, needle.view(), at + needle.size()))
    ++count;
  return Value(count);
}

template <bool (*holds)(char32_t)>
Result<Value> all_method(Interpreter& in, const Value& self, Arguments&) {
  const std::string_view text = text_of(self).view();
  in.heap().charge(text.size() / 16);
  for (std::size_t at = 0, length = 0; at < text.size(); at += length)
    if (!holds(decode_at(text, at, length))) return Value(false);
  return Value(!text.empty());
}
bool is_alphanumeric(char32_t c) {
  return is_alphabetic(c) || is_decimal_digit(c);
}

// isupper, islower: some letter is so, and none is the other.
template <bool (*wanted)(char32_t), bool (*other)(char32_t)>
Result<Value> cased_method(Interpreter& in, const Value& self, Arguments&) {
  const std::string_view text = text_of(self).view();
  in.heap().charge(text.size() / 16);
  bool found = false;
  for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
    const char32_t c = decode_at(text, at, length);
    if (other(c)) return Value(false);
    found = found || wanted(c);
  }
  return Value(found);
}

enum class Side { kLeft, kRight, kCenter };

template <Side side>
Result<Value> pad_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("ljust", arguments, {"width", "fillchar"}));
  TRY_ASSIGN(const std::int64_t width, bound.integer_or(0, 0));
  TRY_ASSIGN(const TaggedString fill, bound.text_or(1, " "));
  if (count_code_points(fill.view()) != 1)
    return fail(ErrorCode::kInvalid, "the fill is one character");
  const TaggedString& text = text_of(self);
  const auto length = static_cast<std::int64_t>(count_code_points(text.view()));
  const std::int64_t margin = std::max<std::int64_t>(width - length, 0);
  TRY(in.heap().room(static_cast<std::size_t>(margin)));
  TRY(in.heap().room(static_cast<std::size_t>(margin) * fill.size()));
  std::int64_t left = side == Side::kLeft ? 0 : margin;
  if (side == Side::kCenter) left = margin / 2 + (margin & width & 1);
  TaggedString out;
  for (std::int64_t i = 0; i < left; ++i) out.append(fill);
  out.append(text);
  for (std::int64_t i = left; i < margin; ++i) out.append(fill);
  return in.heap().string(std::move(out));
}

Result<Value> zfill_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("zfill", arguments, {"width"}));
  TRY_ASSIGN(const std::int64_t width, bound.integer_or(0, 0));
  const TaggedString& text = text_of(self);
  const auto length = static_cast<std::int64_t>(count_code_points(text.view()));
  if (width <= length) return self;
  TRY(in.heap().room(static_cast<std::size_t>(width - length)));
  const bool sign = text.view().starts_with('-') || text.view().starts_with('+');
  TaggedString out = text.slice(0, sign ? 1 : 0);
  out.append(std::string(static_cast<std::size_t>(width - length), '0'), text.first_origin());
  out.append(text.slice(sign ? 1 : 0, text.size()));
  return in.heap().string(std::move(out));
}

Result<Value> removeprefix_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("removeprefix", arguments, {"prefix"}));
  TRY_ASSIGN(const TaggedString prefix, bound.text_or(0, ""));
  const TaggedString& text = text_of(self);
  if (!text.view().starts_with(prefix.view())) return self;
  return in.heap().string(text.slice(prefix.size(), text.size()));
}

Result<Value> removesuffix_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("removesuffix", arguments, {"suffix"}));
  TRY_ASSIGN(const TaggedString suffix, bound.text_or(0, ""));
  const TaggedString& text = text_of(self);
  if (!text.view().ends_with(suffix.view())) return self;
  return in.heap().string(text.slice(0, text.size() - suffix.size()));
}

Result<Value> format_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(TaggedString out, brace_format(in, text_of(self), arguments));
  return in.heap().string(std::move(out));
}

struct Method {
  std::string_view name;
  BoundMethod::Function function;
};

constexpr Method kMethods[] = {
    {"strip", &strip_method<Ends::kBoth>},
    {"lstrip", &strip_method<Ends::kFront>},
    {"rstrip", &strip_method<Ends::kBack>},
    {"split", &split_method<Direction::kForward>},
    {"rsplit", &split_method<Direction::kBackward>},
    {"splitlines", &splitlines_method},
    {"partition", &partition_method<Direction::kForward>},
    {"rpartition", &partition_method<Direction::kBackward>},
    {"startswith", &affix_method<begins>},
    {"endswith", &affix_method<ends>},
    {"replace", &replace_method},
    {"join", &join_method},
    {"upper", &map_method<upper_case>},
    {"lower", &map_method<lower_case>},
    {"casefold", &map_method<lower_case>},
    {"title", &map_method<title_case>},
    {"capitalize", &capitalize_method},
    {"find", &find_in<Direction::kForward, Missing::kMinusOne>},
    {"rfind", &find_in<Direction::kBackward, Missing::kMinusOne>},
    {"index", &find_in<Direction::kForward, Missing::kError>},
    {"rindex", &find_in<Direction::kBackward, Missing::kError>},
    {"count", &count_method},
    {"isspace", &all_method<is_python_space>},
    {"isalpha", &all_method<is_alphabetic>},
    {"isdigit", &all_method<is_decimal_digit>},
    {"isnumeric", &all_method<is_decimal_digit>},
    {"isdecimal", &all_method<is_decimal_digit>},
    {"isalnum", &all_method<is_alphanumeric>},
    {"isupper", &cased_method<is_upper, is_lower>},
    {"islower", &cased_method<is_lower, is_upper>},
    {"ljust", &pad_method<Side::kLeft>},
    {"rjust", &pad_method<Side::kRight>},
    {"center", &pad_method<Side::kCenter>},
    {"zfill", &zfill_method},
    {"removeprefix", &removeprefix_method},
    {"removesuffix", &removesuffix_method},
    {"format", &format_method},
};

}  // namespace

BoundMethod::Function find_string_method(std::string_view name) {
  for (const Method& method : kMethods)
    if (method.name == name) return method.function;
  return nullptr;
}

}  // namespace millrace::text::jinja
