// Whole trainings of a model of a few hundred weights, on rows of token ids.
#include "train/tune.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "io/file_system.h"
#include "json/value.h"

namespace millrace::train {
namespace {

constexpr std::string_view kConfig =
    R"({"architectures":["Qwen2ForCausalLM"],"model_type":"qwen2","hidden_size":16,"intermediate_size":32,
"num_hidden_layers":1,"num_attention_heads":2,"num_key_value_heads":1,"vocab_size":32,"max_position_embeddings":64,
"rms_norm_eps":1e-6,"rope_theta":10000.0,"hidden_act":"silu","tie_word_embeddings":true,"torch_dtype":"float32"})";

class Tune : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/millrace-tune-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    folder = name;
    ASSERT_TRUE(io::system_files().make_directories(folder + "/model"));
    put("model/config.json", kConfig);
    std::string rows;
    for (int i = 0; i < 20; ++i)
      rows += R"({"ids":[1,2,3,4,5,6,7,8]})"
              "\n";
    put("rows.jsonl", rows);
  }
  void TearDown() override { EXPECT_TRUE(io::system_files().remove_tree(folder)); }

  void put(const std::string& name, std::string_view text) {
    ASSERT_TRUE(io::replace_file(io::system_files(), folder + "/" + name, text));
  }
  Job job() const {
    Job out{.model = folder + "/model",
            .data = {folder + "/rows.jsonl"},
            .output = folder + "/out",
            .start = Job::Start::kScratch,
            .threads = 1};
    out.params.max_steps = 2;
    return out;
  }
  Result<json::Object> tuned(const Job& job) {
    return tune(job, {.fs = io::system_files(),
                      .clock = base::system_clock(),
                      .environment = [](const char*) -> std::optional<std::string> { return {}; },
                      .say = [](std::string_view) {},
                      .stop_wanted = [] { return false; }});
  }
  json::Value record() const {
    const auto text = io::read_file(io::system_files(), folder + "/out/training.json", 1 << 20);
    return text ? json::parse(*text).value_or({}) : json::Value();
  }

  std::string folder;
};

TEST_F(Tune, WhatNobodyChoseFitsTheModel) {
  const auto record = tuned(job());
  ASSERT_TRUE(record) << record.error().to_string();
  const json::Value& params = *record->find("params");
  EXPECT_EQ(params.int_or("seq_len", 0), 64);
  EXPECT_EQ(params.number_or("learning_rate", 0), 1e-3);
  EXPECT_EQ(record->find("error"), nullptr);
}

TEST_F(Tune, WhatNobodyChoseIsWhatTheModelsCardSays) {
  put("model/millrace.json",
      R"({"tune_defaults": {"seq_len": 32, "global_batch_size": 4, "learning_rate": 0.05}})");
  Job chosen = job();
  chosen.params.global_batch_size = 8;
  const auto record = tuned(chosen);
  ASSERT_TRUE(record) << record.error().to_string();
  const json::Value& params = *record->find("params");
  EXPECT_EQ(params.int_or("seq_len", 0), 32);
  EXPECT_EQ(params.int_or("global_batch_size", 0), 8);
  EXPECT_EQ(params.number_or("learning_rate", 0), 1e-3);  // the card's is for learnt weights
  put("model/millrace.json", R"({"tune_defaults": {"seq_len": "long"}})");
  const auto refused = tuned(chosen);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("millrace.json"), std::string::npos);
}

TEST_F(Tune, WhyItFailedIsInItsRecord) {
  Job long_rows = job();
  long_rows.params.seq_len = 128;
  const auto refused = tuned(long_rows);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "seq_len 128 is beyond the model's 64 positions");
  EXPECT_EQ(record().string_or("error", ""), refused.error().message);
  ASSERT_TRUE(tuned(job()));
  EXPECT_EQ(record().find("error"), nullptr);
}

TEST_F(Tune, LoraCanBeMergedAndTunedAgain) {
  ASSERT_TRUE(tuned(job()));
  Job lora = job();
  lora.start = Job::Start::kPretrained;
  lora.method = protocol::TuneMethod::kLora;
  lora.model = folder + "/out/model";
  lora.output = folder + "/merged";
  lora.params.lora_merge = true;
  const auto merged = tuned(lora);
  ASSERT_TRUE(merged) << merged.error().to_string();
  EXPECT_FALSE(io::exists(io::system_files(), folder + "/merged/adapter"));
  EXPECT_NE(*merged->find("fingerprint"), *merged->find("base")->find("fingerprint"));
  lora.model = folder + "/merged/model";
  lora.output = folder + "/again";
  lora.params.lora_merge = false;
  const auto again = tuned(lora);
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_TRUE(io::exists(io::system_files(), folder + "/again/adapter/adapter_model.safetensors"));
}

TEST_F(Tune, AFolderWithoutWeightsIsForScratch) {
  Job plain = job();
  plain.start = Job::Start::kPretrained;
  const auto refused = tuned(plain);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("--from-scratch"), std::string::npos);
}

TEST_F(Tune, NothingToLearnSaysHowLongTheRowsAre) {
  Job short_rows = job();
  short_rows.params.seq_len = 16;
  short_rows.params.long_examples = protocol::LongExamples::kDrop;
  std::string ids = "1";
  for (int i = 1; i < 40; ++i) ids += ",1";
  put("rows.jsonl", "{\"ids\":[" + ids + "]}\n");
  const auto refused = tuned(short_rows);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("the longest has 40 tokens"), std::string::npos)
      << refused.error().message;
}

}  // namespace
}  // namespace millrace::train
