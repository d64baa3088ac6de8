// Cutting, replacing and joining of tagged text, for the methods and filters that do it.
#include <algorithm>

#include "text/jinja/letter_case.h"
#include "text/jinja/methods.h"
#include "text/jinja/operators.h"
#include "text/jinja/utf8.h"

namespace millrace::text::jinja {
namespace {

// Bytes at the front that are of `characters`.
std::size_t leading_of(std::string_view text, std::string_view characters) {
  std::size_t at = 0;
  for (std::size_t length = 0; at < text.size(); at += length) {
    decode_at(text, at, length);
    if (characters.find(text.substr(at, length)) == std::string_view::npos) break;
  }
  return at;
}

std::size_t trailing_of(std::string_view text, std::string_view characters) {
  std::size_t end = text.size();
  while (end > 0) {
    std::size_t begin = end - 1;
    while (begin > 0 && (text[begin] & 0xC0) == 0x80) --begin;
    if (characters.find(text.substr(begin, end - begin)) == std::string_view::npos) break;
    end = begin;
  }
  return text.size() - end;
}

}  // namespace

TaggedString strip(const TaggedString& text, std::string_view characters, Ends ends) {
  const std::string_view view = text.view();
  std::size_t begin = 0;
  std::size_t end = view.size();
  if (ends != Ends::kBack)
    begin = characters.empty() ? leading_space(view) : leading_of(view, characters);
  if (ends != Ends::kFront && begin < end)
    end -= characters.empty() ? trailing_space(view) : trailing_of(view, characters);
  return text.slice(begin, end);
}

Result<TaggedString> replace_all(Heap& heap, const TaggedString& text, std::string_view from,
                                 const TaggedString& to, std::int64_t count) {
  const std::string_view view = text.view();
  std::vector<std::size_t> places;
  std::int64_t left = count < 0 ? INT64_MAX : count;
  if (from.empty()) {
    for (std::size_t at = 0; at <= view.size() && left > 0; ++at, --left) {
      while (at < view.size() && (view[at] & 0xC0) == 0x80) ++at;
      places.push_back(at);
    }
  } else {
    for (std::size_t at = find_bytes(view, from); at != std::string_view::npos && left > 0;
         --left) {
      places.push_back(at);
      at = find_bytes(view, from, at + from.size());
    }
  }
  heap.charge(view.size() / 64 + places.size());
  const std::size_t cost = to.size() + to.runs().size() * sizeof(TaggedString::Run);
  if (cost > 0 && places.size() > SIZE_MAX / 4 / cost) TRY(heap.room(SIZE_MAX / 2));
  TRY(heap.room(view.size() + places.size() * cost));
  TaggedString out;
  std::size_t begin = 0;
  for (const std::size_t at : places) {
    out.append(text.slice(begin, at));
    out.append(to);
    begin = at + from.size();
  }
  out.append(text.slice(begin, view.size()));
  return out;
}

Result<TaggedString> join_all(Heap& heap, const std::vector<TaggedString>& parts,
                              const TaggedString& separator) {
  std::size_t size = 0;
  for (const TaggedString& part : parts) size += part.size() + separator.size();
  TRY(heap.room(size));
  heap.charge(parts.size());
  TaggedString out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out.append(separator);
    out.append(parts[i]);
  }
  return out;
}

TaggedString capitalized(const TaggedString& text) {
  if (text.empty()) return text;
  std::size_t length = 0;
  decode_at(text.view(), 0, length);
  TaggedString out = text.slice(0, length).map_runs(title_case);
  out.append(text.slice(length, text.size()).map_runs(lower_case));
  return out;
}

Result<TaggedString> centered(Heap& heap, const TaggedString& text, std::int64_t width) {
  const auto length = static_cast<std::int64_t>(count_code_points(text.view()));
  if (width <= length) return text;
  const std::int64_t margin = width - length;
  TRY(heap.room(static_cast<std::size_t>(margin)));
  const std::int64_t left = margin / 2 + (margin & width & 1);
  TaggedString out(std::string(static_cast<std::size_t>(left), ' '));
  out.append(text);
  out.append(std::string(static_cast<std::size_t>(margin - left), ' '), kTemplateOrigin);
  return out;
}

}  // namespace millrace::text::jinja
