// Models and adapters through their files, and generation.
#include <gtest/gtest.h>

#include <cmath>

#include "io/test_folder.h"
#include "kernels/dispatch.h"
#include "model/fixture.h"
#include "tensor/cpu/cpu_backend.h"

namespace millrace::model {
namespace {

std::vector<float> last_logits(Model& model, const Batch& batch) {
  const auto logits = model.logits(batch, std::vector<std::int32_t>{batch.starts.back() - 1});
  CHECK(logits.has_value());
  return *logits;
}

TEST(Save, ComesBackBitForBit) {
  const auto backend = tensor::make_cpu_backend();
  for (const std::string& name : Fixture::names()) {
    const Fixture fixture(name);
    const io::TestFolder folder;
    auto model = Model::load(fixture.folder(), *backend, {.purpose = Purpose::kTrainAll});
    ASSERT_TRUE(model);
    ASSERT_TRUE((*model)->save(folder / "out", modelfile::Dtype::kF32));
    auto again = Model::load(folder / "out", *backend, {});
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(last_logits(**model, fixture.batch()), last_logits(**again, fixture.batch()));
    EXPECT_EQ(*(*again)->descriptor().config.find("torch_dtype")->as_string(), "float32");
  }
}

TEST(Adapter, MergedEqualsApplied) {
  const auto backend = tensor::make_cpu_backend();
  const Fixture fixture("qwen2");
  const io::TestFolder folder;
  auto model = Model::load(fixture.folder(), *backend, {.purpose = Purpose::kInference});
  ASSERT_TRUE(model);
  const auto base = last_logits(**model, fixture.batch());
  ASSERT_TRUE((*model)->load_adapter(testdata("qwen2/adapter")));
  const auto applied = last_logits(**model, fixture.batch());
  EXPECT_GT(worst(applied, base), 0.01);
  ASSERT_TRUE((*model)->save(folder / "merged", modelfile::Dtype::kF32));
  ASSERT_TRUE((*model)->save_adapter(folder / "adapter", "base"));
  ASSERT_TRUE((*model)->merge_adapter());
  EXPECT_LT(worst(last_logits(**model, fixture.batch()), applied), 1e-5);
  auto merged = Model::load(folder / "merged", *backend, {});
  ASSERT_TRUE(merged) << merged.error().message;
  EXPECT_LT(worst(last_logits(**merged, fixture.batch()), applied), 1e-5);
  auto again = Model::load(fixture.folder(), *backend, {});
  ASSERT_TRUE(again);
  ASSERT_TRUE((*again)->load_adapter(folder / "adapter"));
  EXPECT_EQ(last_logits(**again, fixture.batch()), applied);
}

TEST(Adapter, RefusesWhatDoesNotFit) {
  const auto backend = tensor::make_cpu_backend();
  auto model = Model::load(testdata("llama"), *backend, {.purpose = Purpose::kTrainAdapter});
  ASSERT_TRUE(model);
  const auto wrong = (*model)->add_lora({.targets = {"c_attn"}});
  EXPECT_EQ(wrong.error().code, ErrorCode::kInvalid);
  EXPECT_NE(wrong.error().message.find("\"c_attn\" is no linear layer"), std::string::npos);
  EXPECT_EQ((*model)->add_lora({.rank = 0}).error().code, ErrorCode::kInvalid);
  ASSERT_TRUE((*model)->add_lora({.rank = 4}));
  EXPECT_EQ((*model)->add_lora({}).error().code, ErrorCode::kConflict);
  auto qwen3 = Model::load(testdata("qwen3"), *backend, {});
  ASSERT_TRUE(qwen3);
  const auto other = (*qwen3)->load_adapter(testdata("qwen2/adapter"));
  EXPECT_EQ(other.error().code, ErrorCode::kInvalid);
}

TEST(Init, IsReproducibleAndStartsAtTheLogarithmOfTheVocabulary) {
  const auto backend = tensor::make_cpu_backend();
  const Fixture fixture("qwen2");
  const auto descriptor = modelfile::read_descriptor(fixture.folder());
  ASSERT_TRUE(descriptor);
  std::vector<std::vector<float>> all;
  for (const std::uint64_t seed : {1U, 1U, 2U}) {
    auto model = Model::init(*descriptor, seed, *backend, {.purpose = Purpose::kTrainAll});
    ASSERT_TRUE(model);
    all.emplace_back((*model)->values().begin(), (*model)->values().end());
    const auto losses = (*model)->losses(fixture.batch());
    ASSERT_TRUE(losses);
    EXPECT_NEAR(losses->sum / static_cast<double>(losses->labels), std::log(31.0), 0.05);
  }
  EXPECT_EQ(all[0], all[1]);
  EXPECT_NE(all[0], all[2]);
}

TEST(Extend, OneByOneEqualsAllAtOnce) {
  const auto backend = tensor::make_cpu_backend();
  for (const std::string& name : Fixture::names()) {
    const Fixture fixture(name);
    auto model = Model::load(fixture.folder(), *backend, {});
    ASSERT_TRUE(model);
    const Batch& packed = fixture.batch();
    const std::vector<std::int32_t> ids(packed.ids.begin() + packed.starts[2], packed.ids.end());
    const Batch whole{.ids = ids, .starts = {0, static_cast<std::int32_t>(ids.size())}};
    const auto expected = last_logits(**model, whole);
    auto cache = (*model)->new_cache(static_cast<std::int64_t>(ids.size()));
    ASSERT_TRUE(cache);
    const std::span<const std::int32_t> all(ids);
    ASSERT_TRUE((*model)->extend(*cache, all.first(3)));
    Result<std::vector<float>> logits = std::vector<float>{};
    for (std::size_t i = 3; i < ids.size(); ++i) {
      logits = (*model)->extend(*cache, all.subspan(i, 1));
      ASSERT_TRUE(logits) << logits.error().message;
    }
    EXPECT_LT(worst(*logits, expected), 1e-5) << name;
    if (kernels::active_isa() >= kernels::Isa::kAvx512) {
      EXPECT_EQ(*logits, expected) << name;
    }
    EXPECT_EQ((*model)->extend(*cache, all.first(1)).error().code, ErrorCode::kExhausted);
  }
}

TEST(Batch, IsCheckedBeforeItIsUsed) {
  const auto backend = tensor::make_cpu_backend();
  auto model = Model::load(testdata("llama"), *backend, {});
  ASSERT_TRUE(model);
  const auto refused = [&](const Batch& batch) {
    const auto losses = (*model)->losses(batch);
    return losses ? std::string("accepted") : losses.error().message;
  };
  EXPECT_EQ(refused({}), "the batch is empty");
  EXPECT_EQ(refused({.ids = {31}, .starts = {0, 1}}),
            "token id 31 is outside the vocabulary of 31");
  EXPECT_EQ(refused({.ids = {1}, .labels = {99}, .starts = {0, 1}}),
            "label 99 is outside the vocabulary of 31");
  EXPECT_EQ(refused({.ids = {1, 2}, .starts = {0, 0, 2}}), "a segment of the batch is empty");
  EXPECT_EQ(refused({.ids = {1}, .starts = {0, 1}}), "accepted");
}

}  // namespace
}  // namespace millrace::model
