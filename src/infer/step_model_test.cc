#include "infer/step_model.h"

#include <gtest/gtest.h>

#include "infer/fake_step_model.h"

namespace millrace::infer {
namespace {

// The fake is proved by faults that it must see.
TEST(FakeStepModel, CutsDoNotMatterAndWrongTablesAreSeen) {
  const std::vector<std::int32_t> ids{5, 6, 7, 8, 9, 10};
  const std::vector<std::int32_t> blocks{3, 1};
  FakeStepModel model;
  std::vector<float> whole, cut, other;
  const auto step = [&](const StepSequence& sequence, std::vector<float>& logits) {
    return model.step(std::span(&sequence, 1), logits).has_value();
  };
  ASSERT_TRUE(step({.ids = ids, .blocks = blocks}, whole));
  EXPECT_EQ(whole[7], FakeStepModel::logit(FakeStepModel::hash_of(ids, std::nullopt), 7));
  const std::span<const std::int32_t> all(ids);
  const std::vector<std::int32_t> elsewhere{9, 8};
  ASSERT_TRUE(step({.ids = all.first(4), .blocks = elsewhere, .logits = WantLogits::kNone}, cut));
  EXPECT_TRUE(cut.empty());
  ASSERT_TRUE(step({.ids = all.subspan(4), .position = 4, .blocks = elsewhere}, cut));
  EXPECT_EQ(whole, cut);
  const std::vector<std::int32_t> wrong{7, 8};
  EXPECT_FALSE(step({.ids = all.subspan(4), .position = 4, .blocks = wrong}, other));
  EXPECT_FALSE(
      step({.ids = all.subspan(4), .position = 4, .blocks = elsewhere, .adapter = 0}, other));
}

}  // namespace
}  // namespace millrace::infer
