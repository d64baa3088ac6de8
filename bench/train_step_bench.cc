// One step of fine-tuning, without reading data: forward, backward and AdamW over random tokens, on
// the shape of 31.9 million parameters. Prints tokens per second of each step; bench/peers/
// torch_sft.py is the same in PyTorch.
// Ends with the peak memory of the process; "494m" takes the shapes of Qwen2.5-0.5B.
// usage: train_step_bench [494m] [bf16|fp32] [lora RANK] [steps N] [rows N] [length N] [recompute]
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/rng.h"
#include "kernels/adamw/op.h"
#include "model/model.h"
#include "tensor/cpu/cpu_backend.h"
#include "tensor/thread_pool.h"

namespace {

using namespace millrace;

constexpr const char* kConfig = R"({"architectures":["Qwen2ForCausalLM"],"hidden_size":384,
  "intermediate_size":1024,"num_hidden_layers":8,"num_attention_heads":6,"num_key_value_heads":2,
  "vocab_size":50257,"max_position_embeddings":4096,"rms_norm_eps":1e-6,"rope_theta":1e6,
  "tie_word_embeddings":true})";

constexpr const char* kConfig494m = R"({"architectures":["Qwen2ForCausalLM"],"hidden_size":896,
  "intermediate_size":4864,"num_hidden_layers":24,"num_attention_heads":14,
  "num_key_value_heads":2,"vocab_size":151936,"max_position_embeddings":32768,"rms_norm_eps":1e-6,
  "rope_theta":1e6,"tie_word_embeddings":true})";

struct Settings {
  const char* config = kConfig;
  model::Dtype compute = model::Dtype::kBf16;
  std::int64_t lora = 0;
  std::int64_t steps = 8;
  std::int64_t rows = 8;
  std::int64_t length = 256;
  model::StepOptions::Saved saved = model::StepOptions::Saved::kKeep;
};

Settings read_settings(int argc, char** argv) {
  Settings settings;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "494m") settings.config = kConfig494m;
    if (word == "fp32") settings.compute = model::Dtype::kF32;
    if (word == "recompute") settings.saved = model::StepOptions::Saved::kRecompute;
    if (i + 1 == argc) continue;
    if (word == "lora") settings.lora = std::stoll(argv[i + 1]);
    if (word == "steps") settings.steps = std::stoll(argv[i + 1]);
    if (word == "rows") settings.rows = std::stoll(argv[i + 1]);
    if (word == "length") settings.length = std::stoll(argv[i + 1]);
  }
  return settings;
}

model::Batch random_batch(const Settings& settings, std::int64_t vocab) {
  base::SeededRng rng(1);
  model::Batch batch{.starts = {0}};
  for (std::int64_t row = 0; row < settings.rows; ++row) {
    for (std::int64_t i = 0; i < settings.length; ++i) {
      batch.ids.push_back(static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(vocab))));
      batch.labels.push_back(
          static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(vocab))));
    }
    batch.starts.push_back(static_cast<std::int32_t>(batch.ids.size()));
  }
  return batch;
}

struct Moments {
  std::vector<float> m, v;
};

void update(model::Model& model, tensor::ThreadPool& pool, Moments& moments, int step) {
  if (moments.m.empty()) {
    moments.m.resize(model.values().size());
    moments.v.resize(model.values().size());
  }
  float* first = model.values().data();
  for (const model::Parameter& p : model.parameters()) {
    const auto at = p.value.data() - first;
    kernels::Adamw args{.gradient_type = kernels::Dtype::kF32, .learning_rate = 3e-4F};
    args.weight_decay = 0.01F;
    args.correction1 = 1 - static_cast<float>(std::pow(0.9, step));
    args.correction2 = 1 - static_cast<float>(std::pow(0.999, step));
    args.gradient = p.gradient.data();
    args.weight = p.value.data();
    args.m = moments.m.data() + at;
    args.v = moments.v.data() + at;
    args.copy = p.copy;
    constexpr std::size_t kTile = 65536;
    pool.run((p.value.size() + kTile - 1) / kTile, [&](std::size_t tile, std::size_t) {
      kernels::adamw().step(args, {tile * kTile, std::min(p.value.size(), (tile + 1) * kTile)});
    });
  }
}

int run(const Settings& settings) {
  const auto backend = tensor::make_cpu_backend();
  tensor::ThreadPool pool(tensor::usable_cores());
  const auto descriptor = modelfile::parse_config_text(settings.config);
  auto model = model::Model::init(
      *descriptor, 0, *backend,
      {.compute = settings.compute,
       .purpose = settings.lora > 0 ? model::Purpose::kTrainAdapter : model::Purpose::kTrainAll});
  if (!model) return 1;
  if (settings.lora > 0 &&
      !(*model)->add_lora({.rank = settings.lora, .alpha = 16, .targets = {"all-linear"}}))
    return 1;
  const model::Batch batch = random_batch(settings, descriptor->vocab_size);
  const auto tokens = static_cast<double>(batch.ids.size());
  Moments moments;
  std::vector<double> rates;
  Clock& clock = base::system_clock();
  for (int step = 1; step <= settings.steps; ++step) {
    const auto begin = clock.monotonic();
    (*model)->zero_gradients();
    const auto losses = (*model)->forward_backward(
        batch, {.scale = 1.0F / static_cast<float>(tokens), .saved = settings.saved});
    const auto middle = clock.monotonic();
    update(**model, pool, moments, step);
    const auto end = clock.monotonic();
    rates.push_back(tokens * 1000 / static_cast<double>((end - begin).count()));
    fmt::print("step {} loss {:.4f} forward+backward {} ms, optimizer {} ms, {:.0f} tok/s\n", step,
               losses->sum / tokens, (middle - begin).count(), (end - middle).count(),
               rates.back());
    std::fflush(stdout);
  }
  std::ranges::sort(rates);
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  fmt::print("best {:.0f} tok/s median {:.0f} tok/s, peak memory {} MiB\n", rates.back(),
             rates[rates.size() / 2], usage.ru_maxrss / 1024);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return run(read_settings(argc, argv));
}
