#include "kernels/dispatch.h"

#include <gtest/gtest.h>

#include "kernels/rmsnorm/op.h"

namespace millrace::kernels {
namespace {

TEST(Dispatch, CapLowersWhatIsUsed) {
  EXPECT_EQ(active_isa(), detected_isa());
  set_isa_cap(Isa::kScalar);
  EXPECT_EQ(active_isa(), Isa::kScalar);
  EXPECT_EQ(&rmsnorm(), &rmsnorm_ref);
  set_isa_cap(Isa::kAvx512Bf16);
  EXPECT_EQ(active_isa(), detected_isa());
}

TEST(Dispatch, RunnableSetsAscendFromScalarToDetected) {
  const auto isas = runnable_isas();
  ASSERT_FALSE(isas.empty());
  EXPECT_EQ(isas.front(), Isa::kScalar);
  EXPECT_EQ(isas.back(), detected_isa());
}

TEST(Dispatch, EachSetHasItsOwnTable) {
  EXPECT_EQ(&rmsnorm(Isa::kAvx2), &rmsnorm_avx2);
  EXPECT_EQ(&rmsnorm(Isa::kAvx512), &rmsnorm_avx512);
  EXPECT_EQ(&rmsnorm(Isa::kAvx512Bf16), &rmsnorm_avx512);
}

}  // namespace
}  // namespace millrace::kernels
