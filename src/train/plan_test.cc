#include "train/plan.h"

#include <gtest/gtest.h>

#include "train/testing.h"

namespace millrace::train {
namespace {

modelfile::Descriptor sample_model() {
  const auto descriptor = modelfile::parse_config_text(R"({
    "architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_size": 896,
    "intermediate_size": 4864, "num_hidden_layers": 24, "num_attention_heads": 14,
    "num_key_value_heads": 2, "vocab_size": 151936, "tie_word_embeddings": true,
    "max_position_embeddings": 32768, "rms_norm_eps": 1e-6, "rope_theta": 1000000.0,
    "hidden_act": "silu", "torch_dtype": "bfloat16"})");
  EXPECT_TRUE(descriptor) << descriptor.error().message;
  return *descriptor;
}

Plan plan(protocol::TuneMethod method) {
  const auto params = protocol::filled_in({}, method, {});
  const auto examples = sample_examples(1000, 12, 1024);
  return make_plan(sample_model(), method, params, examples, 2048, Elements::kBf16,
                   {.peak_flops = 4e11, .processes = 2, .cards = 2, .cores = 4});
}

TEST(Plan, FullAndLora) {
  const Plan full = plan(protocol::TuneMethod::kFull), lora = plan(protocol::TuneMethod::kLora);
  EXPECT_EQ(full.parameters, 494'032'768);  // as published
  EXPECT_EQ(full.trained_parameters, full.parameters);
  EXPECT_EQ(lora.trained_parameters, 4'399'104);  // rank 8 on all seven, as PEFT counts
  EXPECT_EQ(full.steps, 189);                     // 3 epochs of 63 batches of 16
  EXPECT_EQ(full.checkpoint_bytes, 12 * 494'032'768LL);
  EXPECT_GT(full.memory_bytes(), 16 * 494'032'768LL);
  EXPECT_LT(static_cast<double>(lora.memory_bytes()),
            0.45 * static_cast<double>(full.memory_bytes()));
  EXPECT_LT(lora.flops_per_token, full.flops_per_token);
  EXPECT_NEAR(full.flops_per_token, 6.0 * 494e6, 0.05 * 6 * 494e6);
  EXPECT_GT(full.seconds, 0);
  EXPECT_DOUBLE_EQ(full.card_hours, full.seconds * 2 / 3600);
  EXPECT_DOUBLE_EQ(full.core_hours, full.seconds * 4 / 3600);
}

TEST(Plan, IsADocument) {
  const auto document = json::Value(encode(plan(protocol::TuneMethod::kLora)));
  EXPECT_EQ(document.int_or("steps", 0), 189);
  EXPECT_NE(document.find("memory")->int_or("optimizer", 0), 0);
  EXPECT_NE(words(plan(protocol::TuneMethod::kLora)).find("189 steps"), std::string::npos);
}

}  // namespace
}  // namespace millrace::train
