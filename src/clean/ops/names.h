// An option that is a text or a list of texts, as Data-Juicer's often are.
#pragma once
#include <string>
#include <vector>

#include "describe/describe.h"

namespace millrace::clean {

struct Names {
  std::vector<std::string> items;
};

}  // namespace millrace::clean

namespace millrace::describe {

extern const ValueOps kNamesOps;
template <>
struct OpsOf<clean::Names> {
  static constexpr const ValueOps* ops() { return &kNamesOps; }
};

}  // namespace millrace::describe
