// The filters of Jinja that chat templates use, tojson as Hugging Face configures it, and
// from_json. Used by one thread.
#pragma once
#include <string_view>

#include "base/result.h"
#include "text/jinja/interpreter.h"
#include "text/jinja/value.h"

namespace millrace::text::jinja {

using Filter = Result<Value> (*)(Interpreter& interpreter, const Value& value,
                                 Arguments& arguments);
struct NamedFilter {
  std::string_view name;
  Filter filter;
};

Filter find_text_filter(std::string_view name);  // nullptr when absent
Filter find_sequence_filter(std::string_view name);
Filter find_selection_filter(std::string_view name);
Filter find_value_filter(std::string_view name);
bool has_filter(std::string_view name);
bool has_test(std::string_view name);

// value.a.b or value[0], for attribute="a.b".
Result<Value> follow_path(Interpreter& interpreter, Value value, const Value& path);

}  // namespace millrace::text::jinja
