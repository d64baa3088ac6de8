// Forward and backward of every architecture against what PyTorch computes sequence by sequence:
// packing, windows, biases, norms per head, tied embeddings and LoRA are all in the fixtures.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "base/rng.h"
#include "model/fixture.h"
#include "tensor/cpu/cpu_backend.h"
#include "tensor/fenced_backend.h"

namespace millrace::model {
namespace {

std::unique_ptr<Model> load(const Fixture& fixture, tensor::Backend& backend, Dtype compute,
                            Purpose purpose) {
  auto model = Model::load(fixture.folder(), backend, {.compute = compute, .purpose = purpose});
  CHECK(model.has_value());
  return *std::move(model);
}

std::vector<std::int32_t> all_rows(const Batch& batch) {
  std::vector<std::int32_t> rows(batch.ids.size());
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

void expect_gradients(Model& model, const modelfile::SafetensorsFile& expected, double tolerance,
                      const std::string& what) {
  for (const Parameter& p : model.parameters()) {
    const std::vector<float> got(p.gradient.begin(), p.gradient.end());
    EXPECT_LT(distance(got, floats(expected, "gradient." + p.name)), tolerance)
        << what << " " << p.name;
  }
}

void expect_all(const std::string& name, Dtype compute, double tolerance,
                StepOptions::Saved saved) {
  const Fixture fixture(name);
  const auto backend = tensor::make_cpu_backend();
  const auto model = load(fixture, *backend, compute, Purpose::kTrainAll);
  const auto logits = model->logits(fixture.batch(), all_rows(fixture.batch()));
  ASSERT_TRUE(logits) << logits.error().message;
  EXPECT_LT(distance(*logits, fixture.expected("logits")), tolerance) << name;
  const auto losses = model->forward_backward(fixture.batch(), {.saved = saved});
  ASSERT_TRUE(losses) << losses.error().message;
  EXPECT_LT(distance(row_sums(*losses, fixture.batch()), fixture.expected("losses")), tolerance);
  const auto file = modelfile::SafetensorsFile::open(fixture.folder() + "/expected.safetensors");
  expect_gradients(*model, *file, tolerance, name);
}

TEST(Fixtures, Fp32EqualsPyTorch) {
  for (const std::string& name : Fixture::names())
    expect_all(name, Dtype::kF32, 1e-4, StepOptions::Saved::kKeep);
}

TEST(Fixtures, RecomputingGivesTheSame) {
  for (const std::string& name : Fixture::names())
    expect_all(name, Dtype::kF32, 1e-4, StepOptions::Saved::kRecompute);
}

TEST(Fixtures, Bf16IsNear) {
  for (const std::string& name : Fixture::names())
    expect_all(name, Dtype::kBf16, 0.15, StepOptions::Saved::kKeep);
}

TEST(Fixtures, GradientsAddUpAndScale) {
  const Fixture fixture("qwen2");
  const auto backend = tensor::make_cpu_backend();
  const auto model = load(fixture, *backend, Dtype::kF32, Purpose::kTrainAll);
  ASSERT_TRUE(model->forward_backward(fixture.batch(), {.scale = 0.25F}));
  ASSERT_TRUE(model->forward_backward(fixture.batch(), {.scale = 0.75F}));
  const auto file = modelfile::SafetensorsFile::open(fixture.folder() + "/expected.safetensors");
  expect_gradients(*model, *file, 2e-5, "summed");
  model->zero_gradients();
  for (const float value : model->gradients()) ASSERT_EQ(value, 0.0F);
}

TEST(Fixtures, LoraEqualsPyTorch) {
  const Fixture fixture("qwen2");
  const std::string folder = testdata("qwen2/adapter");
  const auto backend = tensor::make_cpu_backend();
  const auto model = load(fixture, *backend, Dtype::kF32, Purpose::kTrainAdapter);
  EXPECT_FALSE(model->forward_backward(fixture.batch(), {}));
  ASSERT_TRUE(model->load_adapter(folder));
  EXPECT_EQ(model->parameters().size(), 8U);
  const auto file = modelfile::SafetensorsFile::open(folder + "/expected.safetensors");
  ASSERT_TRUE(file);
  const auto logits = model->logits(fixture.batch(), all_rows(fixture.batch()));
  ASSERT_TRUE(logits);
  EXPECT_LT(worst(*logits, floats(*file, "logits")), 2e-5);
  ASSERT_TRUE(model->forward_backward(fixture.batch(), {}));
  expect_gradients(*model, *file, 2e-5, "adapter");
}

// Along random directions, for what the fixtures do not hold: dropout.
TEST(FiniteDifferences, LoraWithDropout) {
  const Fixture fixture("qwen3");
  const auto backend = tensor::make_cpu_backend();
  const auto model = load(fixture, *backend, Dtype::kF32, Purpose::kTrainAdapter);
  ASSERT_TRUE(model->add_lora({.rank = 3, .dropout = 0.3F, .targets = {"all-linear"}, .seed = 7}));
  base::SeededRng rng(5);
  const auto random = [&rng] { return static_cast<float>(rng.below(2001)) / 1000.0F - 1.0F; };
  for (float& value : model->values()) value = 0.3F * random();
  model->values_changed();
  const StepOptions options{.seed = 3, .step = 9};
  ASSERT_TRUE(model->forward_backward(fixture.batch(), options));
  const std::vector<float> gradient(model->gradients().begin(), model->gradients().end());
  const std::vector<float> at(model->values().begin(), model->values().end());
  for (int trial = 0; trial < 4; ++trial) {
    std::vector<float> direction(at.size());
    double slope = 0;
    for (std::size_t i = 0; i < at.size(); ++i) {
      direction[i] = random();
      slope += static_cast<double>(direction[i]) * gradient[i];
    }
    const auto loss_at = [&](float step) {
      for (std::size_t i = 0; i < at.size(); ++i) model->values()[i] = at[i] + step * direction[i];
      model->values_changed();
      return model->forward_backward(fixture.batch(), options)->sum;
    };
    constexpr float kStep = 1e-3F;
    const double measured = (loss_at(kStep) - loss_at(-kStep)) / (2.0 * kStep);
    EXPECT_NEAR(measured, slope, 0.01 * (1 + std::abs(slope))) << "trial " << trial;
  }
}

TEST(Dropout, DependsOnStepAndExampleNotOnPacking) {
  const Fixture fixture("qwen2");
  const auto backend = tensor::make_cpu_backend();
  const auto model = load(fixture, *backend, Dtype::kF32, Purpose::kTrainAdapter);
  ASSERT_TRUE(model->load_adapter(testdata("qwen2/adapter")) ? true : false);
  Batch batch = fixture.batch();
  batch.examples = {10, 11, 12};
  Batch last{.ids = {batch.ids.begin() + batch.starts[2], batch.ids.end()},
             .labels = {batch.labels.begin() + batch.starts[2], batch.labels.end()},
             .starts = {0, batch.starts[3] - batch.starts[2]},
             .examples = {12}};
  const auto packed = model->forward_backward(batch, {.seed = 1, .step = 2});
  const auto alone = model->forward_backward(last, {.seed = 1, .step = 2});
  ASSERT_TRUE(packed && alone);
  EXPECT_NEAR(row_sums(*packed, batch)[2], alone->sum, 1e-5);
}

// The blocks, the runner and the head compute through the backend alone.
TEST(Fence, NothingReadsDeviceMemory) {
  for (const std::string& name : Fixture::names()) {
    const Fixture fixture(name);
    const auto cpu = tensor::make_cpu_backend();
    const auto fenced = tensor::make_fenced_backend(*cpu);
    const auto plain = load(fixture, *cpu, Dtype::kBf16, Purpose::kTrainAll);
    const auto behind = load(fixture, *fenced, Dtype::kBf16, Purpose::kTrainAll);
    for (const auto saved : {StepOptions::Saved::kKeep, StepOptions::Saved::kRecompute}) {
      ASSERT_TRUE(plain->forward_backward(fixture.batch(), {.saved = saved}));
      ASSERT_TRUE(behind->forward_backward(fixture.batch(), {.saved = saved}));
    }
    EXPECT_TRUE(std::ranges::equal(plain->gradients(), behind->gradients())) << name;
  }
}

TEST(FenceDeathTest, FollowingAPointerBehindItEndsTheProcess) {
  const auto cpu = tensor::make_cpu_backend({.threads = 1});
  const auto fenced = tensor::make_fenced_backend(*cpu);
  const tensor::Tensor matrix = fenced->scratch(Dtype::kF32, 2, 2);
  EXPECT_DEATH(static_cast<volatile float*>(matrix.data)[0] = 1, "");
}

TEST(Threads, SameBits) {
  std::vector<std::vector<float>> results;
  for (const int threads : {1, 2}) {
    const Fixture fixture("qwen3");
    const auto backend = tensor::make_cpu_backend({.threads = threads});
    const auto model = load(fixture, *backend, Dtype::kBf16, Purpose::kTrainAll);
    ASSERT_TRUE(model->forward_backward(fixture.batch(), {}));
    results.emplace_back(model->gradients().begin(), model->gradients().end());
  }
  EXPECT_EQ(std::memcmp(results[0].data(), results[1].data(), results[0].size() * sizeof(float)),
            0);
}

}  // namespace
}  // namespace millrace::model
