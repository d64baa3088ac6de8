// Tests run a second time with MILLRACE_TEST_ISA=avx2: as on a machine that has nothing above it.
// For tests only; include in one file of a test program.
#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <string_view>

#include "tensor/cpu/cpu_backend.h"

namespace millrace::tensor {

class IsaEnvironment final : public testing::Environment {
 public:
  void SetUp() override {
    const char* wanted = std::getenv("MILLRACE_TEST_ISA");
    if (wanted == nullptr || std::string_view(wanted) != "avx2") return;
    ASSERT_TRUE(cap_at_avx2());
  }
};

inline const testing::Environment* const kIsaEnvironment =
    testing::AddGlobalTestEnvironment(new IsaEnvironment);

}  // namespace millrace::tensor
