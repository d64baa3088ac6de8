// The command line of bubblewrap for an instance. Pure.
#pragma once
#include <string>
#include <vector>

#include "shim/plan.h"

namespace millrace::shim {

// Ends with "--" and the inner half's command; `inside` are that command's arguments.
std::vector<std::string> sandbox_arguments(const ShimPlan& plan,
                                           const std::vector<std::string>& inside);

// Where this program is found inside.
inline constexpr std::string_view kShimInside = "/run/millrace-shim";

}  // namespace millrace::shim
