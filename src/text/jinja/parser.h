// Tokens → Program. Errors say line and column. A pure function.
#pragma once
#include <string_view>

#include "base/result.h"
#include "text/jinja/ast.h"
#include "text/jinja/limits.h"

namespace millrace::text::jinja {

Result<Program> parse_program(std::string_view source, const Limits& limits);

}  // namespace millrace::text::jinja
