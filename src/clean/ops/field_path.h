// Fields of a row by path, and values as Python compares them. Pure functions.
#pragma once
#include <optional>
#include <string_view>

#include "json/value.h"

namespace millrace::clean {

// "meta.path.name"; nullptr where it is not there.
const json::Value* find_field(const json::Object* row, std::string_view path);
// A number, true and false, or a text that is one.
std::optional<double> number_of(const json::Value& value);
// 1 == 1.0 == true, as in Python.
bool python_equal(const json::Value& a, const json::Value& b);

}  // namespace millrace::clean
