#include "modelfile/descriptor.h"

#include <gtest/gtest.h>

#include "modelfile/adapter.h"
#include "modelfile/tensors.h"

namespace millrace::modelfile {
namespace {

constexpr const char* kQwen25 = R"({"architectures":["Qwen2ForCausalLM"],"hidden_size":896,
  "intermediate_size":4864,"num_hidden_layers":24,"num_attention_heads":14,
  "num_key_value_heads":2,"vocab_size":151936,"max_position_embeddings":32768,
  "rms_norm_eps":1e-06,"rope_theta":1000000.0,"tie_word_embeddings":true,"hidden_act":"silu",
  "use_sliding_window":false,"sliding_window":32768,"max_window_layers":21,
  "torch_dtype":"bfloat16"})";

std::string refusal(const std::string& text) {
  const auto parsed = parse_config_text(text);
  return parsed ? "accepted" : parsed.error().message;
}

// The small decoder that the refusals are about, with members added or replaced.
std::string small(const std::string& members) {
  return R"({"architectures":["LlamaForCausalLM"],"hidden_size":64,"intermediate_size":128,
    "num_hidden_layers":2,"num_attention_heads":4,"vocab_size":100)" +
         members + "}";
}

TEST(Descriptor, Qwen25) {
  const auto d = parse_config_text(kQwen25);
  ASSERT_TRUE(d) << d.error().message;
  EXPECT_EQ(d->head_dim, 64);
  EXPECT_EQ(d->qkv_bias, Descriptor::Bias::kHas);
  EXPECT_EQ(d->output_bias, Descriptor::Bias::kNone);
  EXPECT_EQ(d->embeddings, Descriptor::Embeddings::kTied);
  EXPECT_EQ(d->windows, std::vector<std::int64_t>(24, 0));
  EXPECT_EQ(parameter_count(*d), 494'032'768);  // as the model's card says
}

TEST(Descriptor, Llama31ScalesRope) {
  const auto d = parse_config_text(small(R"(,"rope_theta":500000.0,"rope_scaling":{
    "factor":8.0,"low_freq_factor":1.0,"high_freq_factor":4.0,
    "original_max_position_embeddings":8192,"rope_type":"llama3"})"));
  ASSERT_TRUE(d) << d.error().message;
  EXPECT_EQ(d->rope_scaling.kind, RopeScaling::Kind::kLlama3);
  EXPECT_EQ(d->rope_scaling.original_positions, 8192);
  EXPECT_EQ(d->kv_heads, 4);
  EXPECT_EQ(tensor_list(*d).back().name, "lm_head.weight");
}

TEST(Descriptor, Qwen3AndMistral) {
  const auto qwen3 = parse_config_text(
      R"({"model_type":"qwen3","hidden_size":64,"intermediate_size":128,"head_dim":32,
      "num_hidden_layers":2,"num_attention_heads":4,"num_key_value_heads":2,"vocab_size":100,
      "use_sliding_window":true,"sliding_window":7,"max_window_layers":1})");
  ASSERT_TRUE(qwen3) << qwen3.error().message;
  EXPECT_EQ(qwen3->qk_norm, Descriptor::QkNorm::kPerHead);
  EXPECT_EQ(qwen3->head_dim, 32);
  EXPECT_EQ(qwen3->windows, (std::vector<std::int64_t>{0, 7}));
  const auto mistral = parse_config_text(
      R"({"architectures":["MistralForCausalLM"],"hidden_size":64,"intermediate_size":128,
      "num_hidden_layers":2,"num_attention_heads":4,"vocab_size":100,"sliding_window":16})");
  ASSERT_TRUE(mistral) << mistral.error().message;
  EXPECT_EQ(mistral->windows, (std::vector<std::int64_t>{16, 16}));
}

TEST(Descriptor, RefusesWithTheNameOfWhatIsWrong) {
  EXPECT_EQ(refusal(R"({"architectures":["GPT2LMHeadModel"]})"),
            "architecture GPT2LMHeadModel is not supported; supported are LlamaForCausalLM, "
            "MistralForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM");
  EXPECT_EQ(refusal(R"({"architectures":["LlamaForCausalLM"],"hidden_size":0})"),
            "config.json: \"hidden_size\" must be a whole number from 1 to 131072");
  EXPECT_EQ(refusal(small(R"(,"hidden_act":"gelu")")),
            "config.json: \"hidden_act\" \"gelu\" is not supported, only silu is");
  EXPECT_EQ(refusal(small(R"(,"num_key_value_heads":3)")),
            "config.json: \"num_key_value_heads\" must divide num_attention_heads");
  EXPECT_EQ(refusal(small(R"(,"rope_scaling":{"rope_type":"longrope","factor":2})")),
            "config.json: rope_scaling: \"rope_type\" \"longrope\" is not supported; supported are "
            "default, linear, dynamic, llama3, yarn");
  EXPECT_EQ(refusal(small(R"(,"head_dim":7)")),
            "config.json: \"head_dim\" must be even, from 2 to 256");
  EXPECT_EQ(refusal("[]"), "config.json must hold a JSON object");
}

TEST(Descriptor, MemoryOfLoraIsSmall) {
  const auto d = parse_config_text(kQwen25);
  ASSERT_TRUE(d);
  const auto full =
      estimate_memory(*d, {.purpose = Usage::Purpose::kTrainAll, .element_bytes = 2, .rows = 512});
  const auto lora = estimate_memory(
      *d,
      {.purpose = Usage::Purpose::kTrainAdapter, .element_bytes = 2, .rows = 512, .lora_rank = 8});
  EXPECT_EQ(full.optimizer, std::int64_t{494'032'768} * 8);
  EXPECT_LT(lora.total() * 100, full.total() * 45);
}

TEST(AdapterConfig, RoundTripAndRefusals) {
  const AdapterConfig config{.base_model = "base",
                             .rank = 4,
                             .alpha = 12,
                             .dropout = 0.5,
                             .targets = {"q_proj", "v_proj"}};
  const auto again = parse_adapter_config(adapter_config_text(config));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->rank, 4);
  EXPECT_EQ(again->scale(), 3.0);
  EXPECT_EQ(again->targets, config.targets);
  EXPECT_EQ(parse_adapter_config(R"({"peft_type":"IA3"})").error().message,
            "adapter_config.json: \"peft_type\" \"IA3\" is not supported, only LORA is");
  EXPECT_EQ(parse_adapter_config(R"({"peft_type":"LORA","use_dora":true})").error().message,
            "adapter_config.json: \"use_dora\" is not supported");
  const auto all = parse_adapter_config(
      R"({"peft_type":"LORA","r":16,"lora_alpha":8,"use_rslora":true,
      "target_modules":"all-linear"})");
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->targets.size(), 7U);
  EXPECT_EQ(all->scale(), 2.0);
}

}  // namespace
}  // namespace millrace::modelfile
