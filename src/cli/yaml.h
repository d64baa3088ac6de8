// YAML for people: documents in, values out. The only place that knows YAML. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace millrace::cli {

// Every document of the text; plain scalars by the core schema (YAML 1.2, 10.3). kInvalid "line N:
// …".
Result<std::vector<json::Value>> parse_yaml(std::string_view text);
std::string to_yaml(const json::Value& value);  // ends with a line break

}  // namespace millrace::cli
