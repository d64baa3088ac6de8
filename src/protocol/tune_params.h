// Parameters of a fine-tune or of training from scratch: one description for the resource, its form
// and the engine's flags (a flag is the field's name with "-"). What is null gets its value from
// the base model's card, and where that says nothing from `filled_in`. Values.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "describe/describe.h"

namespace millrace::protocol {

enum class TuneMethod { kFull, kLora };
enum class LrSchedule { kCosine, kLinear, kConstant };
enum class ComputeType {
  kAuto,
  kBf16,
  kFp32
};  // auto: bf16 where the machine computes it natively
enum class LongExamples { kTruncate, kDrop };

struct TuneParams {
  std::optional<double> epochs;                   // passes over the training data
  std::optional<double> learning_rate;            // peak, after the warm-up
  std::optional<std::int64_t> global_batch_size;  // examples per optimizer step, over all instances
  std::optional<std::int64_t> seq_len;            // tokens of a row; rows are packed from examples
  std::optional<std::int64_t> max_steps;          // end after so many steps, whatever epochs says
  LrSchedule lr_schedule = LrSchedule::kCosine;
  double warmup_ratio = 0.03;  // of all steps
  double weight_decay = 0.01;
  double max_grad_norm = 1.0;  // 0: gradients are not clipped
  double adam_beta1 = 0.9, adam_beta2 = 0.95, adam_epsilon = 1e-8;
  std::int64_t lora_rank = 8;
  std::optional<double> lora_alpha;  // null: 2 x rank
  double lora_dropout = 0.0;
  std::vector<std::string> lora_target_modules;  // empty: all linear layers of the blocks
  bool lora_merge = false;                       // the whole model is written, not an adapter
  ComputeType compute_type = ComputeType::kAuto;
  LongExamples long_examples = LongExamples::kTruncate;
  bool packing = true;          // several examples in a row, without seeing each other
  bool recompute = false;       // activations again in the backward pass: less memory, more time
  double eval_split = 0.0;      // share of the data kept apart for evaluation
  std::int64_t eval_steps = 0;  // evaluate every so many steps; 0: after each epoch
  std::int64_t early_stopping_patience =
      0;                        // evaluations without a better loss; 0: never stop early
  std::int64_t save_steps = 0;  // checkpoint every so many steps; 0: by time
  std::int64_t keep_checkpoints = 2;
  std::int64_t seed = 42;
};

// The parameters with every null replaced: by `card` where that has a value, else by the method's
// defaults.
TuneParams filled_in(TuneParams params, TuneMethod method, const TuneParams& card);

// "tune_defaults" of a model's millrace.json; nothing set where it has none. kInvalid names the
// members at fault.
Result<TuneParams> card_defaults(const json::Value& document);

// Those that change nothing of what is learnt: a run goes on from a checkpoint made with others.
inline constexpr std::string_view kIndifferentParams[] = {"save_steps", "keep_checkpoints",
                                                          "lora_merge"};

}  // namespace millrace::protocol

namespace millrace::describe {
template <>
struct EnumWords<protocol::TuneMethod> {
  static constexpr std::string_view kWords[] = {"full", "lora"};
};
template <>
struct EnumWords<protocol::LrSchedule> {
  static constexpr std::string_view kWords[] = {"cosine", "linear", "constant"};
};
template <>
struct EnumWords<protocol::ComputeType> {
  static constexpr std::string_view kWords[] = {"auto", "bf16", "fp32"};
};
template <>
struct EnumWords<protocol::LongExamples> {
  static constexpr std::string_view kWords[] = {"truncate", "drop"};
};
template <>
struct Described<protocol::TuneParams> {
  static const Table& get();
};
}  // namespace millrace::describe
