// Arithmetic and comparison as Python does them, on 64-bit integers: what does not fit is an error.
// Used by one thread.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "text/jinja/value.h"

namespace millrace::text::jinja {

Result<Value> binary_operation(Heap& heap, std::string_view operation, const Value& left,
                               const Value& right);
Result<bool> compare_operation(Heap& heap, std::string_view operation, const Value& left,
                               const Value& right);
Result<bool> contains(Heap& heap, const Value& container, const Value& item);
Result<Value> repeated(Heap& heap, const Value& sequence, std::int64_t times);
std::string escape_html(std::string_view text);
// Bytes from `from` on where `needle` begins; npos where it does not. Linear time.
std::size_t find_bytes(std::string_view text, std::string_view needle, std::size_t from = 0);

}  // namespace millrace::text::jinja
