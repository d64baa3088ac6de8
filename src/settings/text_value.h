// Text from a flag or a variable as the JSON value its field wants. Pure.
#pragma once
#include <string_view>

#include "describe/describe.h"

namespace millrace::settings {

// Numbers and true/false as such; lists either as JSON or separated by commas; other text is text.
Result<json::Value> value_from_text(const describe::Field& field, std::string_view text);

}  // namespace millrace::settings
