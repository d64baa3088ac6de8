// Reads the JSON files of model folders. They hold whole numbers beyond 64 bits
// ("model_max_length": 1000000000000000019884624838656), which our JSON refuses: here they are read
// as doubles. Pure.
#pragma once
#include <string_view>

#include "json/value.h"

namespace millrace::text {

// `name` is what errors call the file.
Result<json::Value> parse_config(std::string_view text, std::string_view name);

}  // namespace millrace::text
