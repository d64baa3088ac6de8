// The methods of Python's str, list and dict that templates call. Used by one thread.
#pragma once
#include <string_view>

#include "text/jinja/bound_method.h"
#include "text/jinja/value.h"

namespace millrace::text::jinja {

// nullptr where values of its type have no such method.
BoundMethod::Function find_method(const Value& object, std::string_view name);
BoundMethod::Function find_string_method(std::string_view name);
BoundMethod::Function find_container_method(const Value& object, std::string_view name);

// Shared with the filters of the same names.
enum class Ends { kBoth, kFront, kBack };
// White space where `characters` is empty.
TaggedString strip(const TaggedString& text, std::string_view characters, Ends ends);
Result<TaggedString> replace_all(Heap& heap, const TaggedString& text, std::string_view from,
                                 const TaggedString& to, std::int64_t count);
Result<TaggedString> join_all(Heap& heap, const std::vector<TaggedString>& parts,
                              const TaggedString& separator);
TaggedString capitalized(const TaggedString& text);
Result<TaggedString> centered(Heap& heap, const TaggedString& text, std::int64_t width);

}  // namespace millrace::text::jinja
