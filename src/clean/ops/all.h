// The list of operators there are. Constant; thread-safe.
#pragma once
#include <span>
#include <string_view>

#include "clean/operator.h"

namespace millrace::clean {

std::span<const OperatorType> all_operators();  // by name
const OperatorType* find_operator(std::string_view name);
// "clean_emial_mapper is not an operator; did you mean clean_email_mapper?"
std::string unknown_operator(std::string_view name);

}  // namespace millrace::clean
