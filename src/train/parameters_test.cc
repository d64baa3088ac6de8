#include "train/parameters.h"

#include <gtest/gtest.h>

namespace millrace::train {
namespace {

TEST(Parameters, FlagsWinOverTheDocument) {
  const auto params = read_params(R"({"epochs": 2, "learning_rate": 0.001, "seed": 7})",
                                  {{"learning-rate", "1e-4"},
                                   {"lr-schedule", "linear"},
                                   {"packing", "false"},
                                   {"lora-target-modules", "q_proj, v_proj"},
                                   {"global-batch-size", "32"}});
  ASSERT_TRUE(params) << params.error().to_string();
  EXPECT_EQ(params->epochs, 2);
  EXPECT_EQ(params->learning_rate, 1e-4);
  EXPECT_EQ(params->lr_schedule, protocol::LrSchedule::kLinear);
  EXPECT_FALSE(params->packing);
  EXPECT_EQ(params->lora_target_modules, (std::vector<std::string>{"q_proj", "v_proj"}));
  EXPECT_EQ(params->global_batch_size, 32);
  EXPECT_EQ(params->seed, 7);
  EXPECT_FALSE(params->seq_len);
}

TEST(Parameters, AllThatIsWrongIsNamed) {
  const auto params = read_params(R"({"epochs": 0, "seq_length": 5})",
                                  {{"learning-rate", "1"}, {"lr-schedule", "steep"}});
  ASSERT_FALSE(params);
  std::string fields;
  for (const auto& violation : params.error().violations) fields += violation.field + " ";
  EXPECT_EQ(fields, "epochs seq_length learning_rate lr_schedule ");
  EXPECT_NE(params.error().message.find("--learning-rate must be at most 0.1"), std::string::npos)
      << params.error().message;
  EXPECT_FALSE(read_params("[1]", {}));
  EXPECT_FALSE(read_params("{", {}));
  EXPECT_NE(read_params("", {{"epoch", "1"}}).error().message.find("no parameter epoch"),
            std::string::npos);
}

}  // namespace
}  // namespace millrace::train
