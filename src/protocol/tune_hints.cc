#include "protocol/tune_hints.h"

#include <fmt/core.h>

#include <bit>

namespace millrace::protocol {
namespace {

constexpr std::int64_t kFewRows = 1'000;
constexpr std::int64_t kLargeModel = 1'000'000'000;
constexpr std::int64_t kLargerModel = 34'000'000'000;
constexpr std::int64_t kLongRows = 8'192;

struct Range {
  double least, most;
  bool holds(double value) const { return value >= least && value <= most; }
};

void add_rate(std::vector<std::string>& out, TuneMethod method, double rate,
              std::int64_t parameters) {
  const bool lora = method == TuneMethod::kLora;
  if (!lora && parameters < kLargeModel)
    return;  // the guide speaks of models of a billion and more
  const Range usual = lora ? Range{1e-4, 3e-4} : Range{1e-6, 5e-6};
  if (usual.holds(rate)) return;
  out.push_back(fmt::format("learning_rate {:g} is outside what is usual {}: {:g} to {:g}. {}",
                            rate, lora ? "with LoRA" : "in full fine-tuning", usual.least,
                            usual.most,
                            rate > usual.most ? "It may not converge." : "It will learn slowly."));
}

void add_epochs(std::vector<std::string>& out, TuneMethod method, const TuneParams& params) {
  if (params.max_steps || !params.epochs) return;
  const double epochs = *params.epochs;
  if (epochs > 10)
    out.push_back(fmt::format(
        "{:g} epochs are more than the 2 to 5 (10 for generation) that are usual: watch eval/loss "
        "for overfitting",
        epochs));
  else if (method == TuneMethod::kFull && epochs > 3)
    out.push_back(fmt::format(
        "{:g} epochs in full: 3 are usually enough, unless the task is to generate text", epochs));
  else if (method == TuneMethod::kLora && epochs < 3)
    out.push_back(fmt::format("{:g} epochs with LoRA: 3 to 5 are usual", epochs));
  if (epochs > 5 && params.eval_split <= 0)
    out.push_back("without eval_split nothing shows when more epochs begin to overfit");
}

void add_batch(std::vector<std::string>& out, std::int64_t batch, std::int64_t parameters) {
  if (!std::has_single_bit(static_cast<std::uint64_t>(batch)))
    out.push_back(fmt::format("global_batch_size {} is not a power of two", batch));
  if (parameters >= kLargerModel && batch < 64)
    out.push_back(fmt::format(
        "global_batch_size {} is small for a model of this size: 64 and more are usual", batch));
}

}  // namespace

std::vector<std::string> fine_tune_hints(TuneMethod method, const TuneParams& params,
                                         std::int64_t parameters) {
  std::vector<std::string> out;
  if (params.learning_rate) add_rate(out, method, *params.learning_rate, parameters);
  add_epochs(out, method, params);
  if (params.global_batch_size) add_batch(out, *params.global_batch_size, parameters);
  if (params.seq_len && *params.seq_len > kLongRows && !params.recompute)
    out.push_back(
        fmt::format("seq_len {} needs much memory and time; 8192 does for most questions and "
                    "answers, and recompute lowers the memory",
                    *params.seq_len));
  return out;
}

std::vector<std::string> data_hints(TuneMethod method, std::int64_t rows) {
  if (rows < kFewRows)
    return {fmt::format("{} rows are few: at least 1,000 good ones are advised", rows)};
  if (method == TuneMethod::kFull && rows < kPlentyOfRows)
    return {fmt::format("{} rows: full fine-tuning is advised from 10,000 on, LoRA below", rows)};
  return {};
}

}  // namespace millrace::protocol
