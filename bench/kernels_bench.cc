// usage: kernels_bench [NAME-PART]       each kernel and variant on one core, in shapes of
// the 31.9M model Prints GB/s or GFLOP/s, and how much that is of what this core was measured to do
// a moment before.
#include <immintrin.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "kernels/adamw/op.h"
#include "kernels/attention/plan.h"
#include "kernels/bias/op.h"
#include "kernels/cast/op.h"
#include "kernels/cross_entropy/op.h"
#include "kernels/dispatch.h"
#include "kernels/embedding/op.h"
#include "kernels/pointwise/op.h"
#include "kernels/rmsnorm/op.h"
#include "kernels/rope/op.h"
#include "kernels/swiglu/op.h"

namespace {

using namespace millrace::kernels;

constexpr std::size_t kTokens = 2048, kWidth = 384, kHidden = 1024, kVocab = 50257;
constexpr std::int32_t kHeads = 6, kKvHeads = 2, kDim = 64;

// Of one call: the best of three runs of at least a tenth of a second each.
double seconds(const std::function<void()>& body) {
  millrace::Clock& clock = millrace::base::system_clock();
  body();
  double best = 1e9;
  for (int run = 0; run < 3; ++run) {
    const auto start = clock.monotonic();
    long calls = 0;
    std::int64_t spent_ms = 0;
    for (; spent_ms < 100; ++calls) {
      body();
      spent_ms = (clock.monotonic() - start).count();
    }
    best = std::min(best, static_cast<double>(spent_ms) / 1e3 / static_cast<double>(calls));
  }
  return best;
}

constexpr long kRounds = 1'000'000;

__attribute__((target("avx512f"))) void multiply_and_add() {
  __m512 sum[16] = {};
  const __m512 one = _mm512_set1_ps(1.0F);
  for (long i = 0; i < kRounds; ++i) {
#pragma GCC unroll 16
    for (auto& x : sum) x = _mm512_fmadd_ps(one, one, x);
#pragma GCC unroll 16
    for (auto& x : sum) asm volatile("" : "+v"(x));
  }
}

double fma_flops() {
  return 2.0 * 16 * 16 * kRounds / seconds(multiply_and_add);
}

double read_bytes_per_second(const std::vector<float>& memory) {
  volatile double sink = 0;
  return 4.0 * static_cast<double>(memory.size()) /
         seconds([&] { sink = adamw().sum_of_squares(Dtype::kF32, memory.data(), memory.size()); });
}

struct Line {
  std::string name;
  double bytes;  // moved by one call, 0 where flops say more
  double flops;
  std::function<void(Isa)> run;
};

struct Data {
  std::vector<float> a = std::vector<float>(kTokens * 4 * kHidden, 0.5F);
  std::vector<float> b = std::vector<float>(kTokens * 4 * kHidden, 0.25F);
  std::vector<float> c = std::vector<float>(kTokens * 4 * kHidden, 0.125F);
  std::vector<float> d = std::vector<float>(kTokens * 4 * kHidden, 0.0F);
  std::vector<float> row = std::vector<float>(kVocab, 1.0F);
  std::vector<float> tables = std::vector<float>(4096 * kDim, 0.7F);
  std::vector<std::int32_t> ids = std::vector<std::int32_t>(kTokens);
};

constexpr double kActivations = static_cast<double>(kTokens * kWidth);

void add_simple(std::vector<Line>& lines, Data& t, Dtype type, const std::string& suffix) {
  const double size = type == Dtype::kBf16 ? 2 : 4;
  lines.push_back({"add " + suffix, 3 * size * kActivations, 0, [&, type](Isa isa) {
                     pointwise(isa).add(type, t.a.data(), t.b.data(), t.d.data(), kTokens * kWidth);
                   }});
  lines.push_back(
      {"rmsnorm forward + residual " + suffix, 4 * size * kActivations, 0, [&, type](Isa isa) {
         rmsnorm(isa).forward({.type = type,
                               .cols = kWidth,
                               .x_stride = kWidth,
                               .y_stride = kWidth,
                               .x = t.a.data(),
                               .residual = t.b.data(),
                               .weight = t.row.data(),
                               .sum = t.d.data(),
                               .y = t.c.data(),
                               .inv_rms = t.tables.data()},
                              {0, kTokens});
       }});
  lines.push_back({"rmsnorm backward " + suffix, 4 * size * kActivations, 0, [&, type](Isa isa) {
                     rmsnorm(isa).backward({.type = type,
                                            .cols = kWidth,
                                            .x_stride = kWidth,
                                            .dy_stride = kWidth,
                                            .x = t.a.data(),
                                            .weight = t.row.data(),
                                            .inv_rms = t.tables.data(),
                                            .dy = t.b.data(),
                                            .add = t.c.data(),
                                            .dx = t.d.data()},
                                           {0, kTokens}, t.row.data() + kWidth);
                   }});
  lines.push_back({"rope " + suffix, 2 * size * kActivations, 0, [&, type](Isa isa) {
                     rope(isa).apply({.type = type,
                                      .heads = kHeads,
                                      .head_dim = kDim,
                                      .rotary = kDim,
                                      .x_stride = kWidth,
                                      .y_stride = kWidth,
                                      .cosine = t.tables.data(),
                                      .sine = t.tables.data(),
                                      .positions = t.ids.data(),
                                      .x = t.a.data(),
                                      .y = t.d.data()},
                                     {0, kTokens});
                   }});
}

void add_swiglu(std::vector<Line>& lines, Data& t, Dtype type, const std::string& suffix) {
  const double size = type == Dtype::kBf16 ? 2 : 4;
  lines.push_back({"swiglu forward " + suffix, 3 * size * kTokens * kHidden, 0, [&, type](Isa isa) {
                     swiglu(isa).forward({.type = type,
                                          .cols = kHidden,
                                          .in_stride = kHidden,
                                          .y_stride = kHidden,
                                          .gate = t.a.data(),
                                          .up = t.b.data(),
                                          .y = t.d.data()},
                                         {0, kTokens});
                   }});
  lines.push_back(
      {"swiglu backward " + suffix, 5 * size * kTokens * kHidden, 0, [&, type](Isa isa) {
         swiglu(isa).backward({.type = type,
                               .cols = kHidden,
                               .in_stride = kHidden,
                               .dy_stride = kHidden,
                               .out_stride = kHidden,
                               .gate = t.a.data(),
                               .up = t.b.data(),
                               .dy = t.c.data(),
                               .dgate = t.d.data(),
                               .dup = t.d.data() + kTokens * kHidden},
                              {0, kTokens});
       }});
}

void add_wide(std::vector<Line>& lines, Data& t, Dtype type, const std::string& suffix) {
  const double size = type == Dtype::kBf16 ? 2 : 4;
  lines.push_back(
      {"cross-entropy, gradient in place " + suffix, 2 * size * 64 * kVocab, 0, [&, type](Isa isa) {
         cross_entropy(isa).run({.type = type,
                                 .gradient_type = type,
                                 .vocab = kVocab,
                                 .stride = kVocab,
                                 .gradient_stride = kVocab,
                                 .logits = t.c.data(),
                                 .labels = t.ids.data(),
                                 .loss = t.tables.data(),
                                 .gradient = t.c.data()},
                                {0, 64});
       }});
  lines.push_back({"bias column sums " + suffix, size * kActivations, 0, [&, type](Isa isa) {
                     bias(isa).column_sums(
                         {.type = type, .cols = kWidth, .stride = kWidth, .x = t.a.data()},
                         {0, kTokens}, t.row.data());
                   }});
  lines.push_back({"adamw, gradient " + suffix, (26.0 + size) * 2'000'000, 0, [&, type](Isa isa) {
                     adamw(isa).step({.gradient_type = type,
                                      .learning_rate = 1e-4F,
                                      .gradient = t.a.data(),
                                      .weight = t.b.data(),
                                      .m = t.c.data(),
                                      .v = t.d.data(),
                                      .copy = reinterpret_cast<Bf16*>(t.d.data() + 4'000'000)},
                                     {0, 2'000'000});
                   }});
}

void add_attention(std::vector<Line>& lines, Data& t, Dtype type, const std::string& suffix) {
  const AttentionShape shape = {
      .type = type, .heads = kHeads, .kv_heads = kKvHeads, .head_dim = kDim, .scale = 0.125F};
  for (const std::int32_t length : {256, 2048}) {
    std::vector<std::int32_t> borders;
    for (std::int32_t at = 0; at <= static_cast<std::int32_t>(kTokens); at += length) {
      borders.push_back(at);
    }
    // Of the scores that count, above the diagonal none do.
    const double flops = 2.0 * 2 * kDim * kHeads * kTokens * (length + 1) / 2;
    const HeadsIn q = {t.a.data(), kWidth, kDim};
    const HeadsIn k = {t.b.data(), kKvHeads * kDim, kDim};
    const HeadsOut out = {t.d.data(), kWidth, kDim};
    const std::string name = std::to_string(length) + " " + suffix;
    lines.push_back({"attention forward " + name, 0, flops, [=, &t](Isa isa) {
                       const AttentionPlan plan = plan_attention_forward(shape, borders);
                       std::vector<float> scratch(plan.scratch_bytes / 4 + 16);
                       for (const AttentionItem& item : plan.items) {
                         attention(isa).forward({.shape = shape,
                                                 .q = q,
                                                 .k = k,
                                                 .v = k,
                                                 .out = out,
                                                 .lse = t.row.data(),
                                                 .lse_stride = kTokens},
                                                item, scratch.data());
                       }
                     }});
    lines.push_back({"attention backward " + name, 0, 2.5 * flops, [=, &t](Isa isa) {
                       const AttentionPlan plan = plan_attention_backward(shape, borders);
                       std::vector<float> scratch(plan.scratch_bytes / 4 + 16);
                       const HeadsOut dk = {t.c.data(), kKvHeads * kDim, kDim};
                       for (const AttentionItem& item : plan.items) {
                         attention(isa).backward({.shape = shape,
                                                  .q = q,
                                                  .k = k,
                                                  .v = k,
                                                  .out = q,
                                                  .dout = q,
                                                  .lse = t.row.data(),
                                                  .lse_stride = kTokens,
                                                  .dq = out,
                                                  .dk = dk,
                                                  .dv = dk},
                                                 item, scratch.data());
                       }
                     }});
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string wanted = argc > 1 ? argv[1] : "";
  Data data;
  const double memory = read_bytes_per_second(std::vector<float>(64'000'000, 1.0F));
  const double flops = detected_isa() >= Isa::kAvx512 ? fma_flops() : 0;
  std::printf("one core: reads %.1f GB/s from memory, %.0f GFLOP/s fp32\n", memory / 1e9,
              flops / 1e9);
  std::vector<Line> lines;
  for (const Dtype type : {Dtype::kF32, Dtype::kBf16}) {
    const std::string suffix = type == Dtype::kBf16 ? "bf16" : "fp32";
    add_simple(lines, data, type, suffix);
    add_swiglu(lines, data, type, suffix);
    add_wide(lines, data, type, suffix);
    add_attention(lines, data, type, suffix);
  }
  for (const Line& line : lines) {
    if (line.name.find(wanted) == std::string::npos) continue;
    for (const Isa isa : runnable_isas()) {
      if (isa == Isa::kAvx512Bf16 && line.flops == 0) continue;
      const double time = seconds([&] { line.run(isa); });
      const double rate = (line.flops > 0 ? line.flops : line.bytes) / time;
      const double peak = line.flops > 0 ? flops : memory;
      std::printf("%-38s %-12s %8.1f %-7s %5.0f %% of %s\n", line.name.c_str(),
                  std::string(isa_name(isa)).c_str(), rate / 1e9,
                  line.flops > 0 ? "GFLOP/s" : "GB/s", 100 * rate / peak,
                  line.flops > 0 ? "fp32 peak" : "memory reads");
    }
  }
}
