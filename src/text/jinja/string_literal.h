// The text of a quoted string with its backslash escapes, as Python reads it. A pure function.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace millrace::text::jinja {

Result<std::string> unescape(std::string_view literal);

}  // namespace millrace::text::jinja
