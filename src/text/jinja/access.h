// Members, items and slices of values. Used by one thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "text/jinja/value.h"

namespace millrace::text::jinja {

struct SliceParts {
  std::optional<std::int64_t> begin, end, step;
};
Result<Value> slice_of(Heap& heap, const Value& object, const SliceParts& parts);
// The method of Python's type; nullopt where the type has none of that name.
std::optional<Value> method_of(Heap& heap, const Value& object, std::string_view name);

}  // namespace millrace::text::jinja
