#include "protocol/tune_params.h"

namespace millrace::describe {
namespace {
using protocol::TuneParams;

constexpr Field kFields[] = {
    field<&TuneParams::epochs>(
        "epochs", Access::kMutable,
        "Passes over the training data. 2 to 5 is usual; null: the model card's, else 3.",
        {.limits = {.min = 1, .max = 100}}),
    field<&TuneParams::learning_rate>("learning_rate", Access::kMutable,
                                      "Peak learning rate. Usual: LoRA 1e-4 to 3e-4, full 1e-6 to "
                                      "5e-6 for large models; null: the model "
                                      "card's, else 2e-4 with LoRA and 2e-5 in full.",
                                      {.limits = {.min = 1e-7, .max = 1e-1}}),
    field<&TuneParams::global_batch_size>(
        "global_batch_size", Access::kMutable,
        "Examples per optimizer step, over all instances; usually a power of two. Null: the model "
        "card's, else 16.",
        {.limits = {.min = 1, .max = 4096}}),
    field<&TuneParams::seq_len>("seq_len", Access::kMutable,
                                "Longest example in tokens, and the length of a packed row. Null: "
                                "the model card's, else 1024.",
                                {.limits = {.min = 16, .max = 131'072}}),
    field<&TuneParams::max_steps>("max_steps", Access::kMutable,
                                  "End after so many optimizer steps; null: as epochs says.",
                                  {.limits = {.min = 1, .max = 1e9}}),
    field<&TuneParams::lr_schedule>("lr_schedule", Access::kMutable,
                                    "After the warm-up: cosine or linear to 0, or constant."),
    field<&TuneParams::warmup_ratio>(
        "warmup_ratio", Access::kMutable,
        "Share of the steps in which the learning rate rises linearly.",
        {.limits = {.min = 0, .max = 1}}),
    field<&TuneParams::weight_decay>("weight_decay", Access::kMutable,
                                     "Decoupled weight decay of matrices (AdamW).",
                                     {.limits = {.min = 0, .max = 1}}),
    field<&TuneParams::max_grad_norm>("max_grad_norm", Access::kMutable,
                                      "Gradients are scaled down to this norm; 0: never.",
                                      {.limits = {.min = 0, .max = 1e6}}),
    field<&TuneParams::adam_beta1>("adam_beta1", Access::kMutable, "Decay of the first moment.",
                                   {.limits = {.min = 0, .max = 0.999999}}),
    field<&TuneParams::adam_beta2>("adam_beta2", Access::kMutable, "Decay of the second moment.",
                                   {.limits = {.min = 0, .max = 0.999999}}),
    field<&TuneParams::adam_epsilon>("adam_epsilon", Access::kMutable,
                                     "Added to the root of the second moment.",
                                     {.limits = {.min = 1e-12, .max = 1e-3}}),
    field<&TuneParams::lora_rank>("lora_rank", Access::kMutable, "Rank of the LoRA matrices.",
                                  {.limits = {.min = 1, .max = 1024}}),
    field<&TuneParams::lora_alpha>("lora_alpha", Access::kMutable,
                                   "LoRA terms are scaled by alpha / rank; null: 2 x rank.",
                                   {.limits = {.min = 0.001, .max = 4096}}),
    field<&TuneParams::lora_dropout>("lora_dropout", Access::kMutable,
                                     "Dropout of the input of LoRA terms.",
                                     {.limits = {.min = 0, .max = 0.9}}),
    field<&TuneParams::lora_target_modules>(
        "lora_target_modules", Access::kMutable,
        "Layers with LoRA terms: q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj; "
        "empty: all of them.",
        {.limits = {.max_items = 16}}),
    field<&TuneParams::lora_merge>(
        "lora_merge", Access::kMutable,
        "Write the whole model with the LoRA terms added to it, which can be tuned again, instead "
        "of an adapter."),
    field<&TuneParams::compute_type>(
        "compute_type", Access::kMutable,
        "auto: bf16 where the machine computes it natively, else fp32."),
    field<&TuneParams::long_examples>(
        "long_examples", Access::kMutable,
        "Examples longer than seq_len are truncated or dropped; either is counted."),
    field<&TuneParams::packing>("packing", Access::kMutable,
                                "Several examples in one row, which do not see each other."),
    field<&TuneParams::recompute>(
        "recompute", Access::kMutable,
        "Compute activations again in the backward pass: less memory, more time."),
    field<&TuneParams::eval_split>("eval_split", Access::kMutable,
                                   "Share of the data kept apart for evaluation.",
                                   {.limits = {.min = 0, .max = 0.5}}),
    field<&TuneParams::eval_steps>("eval_steps", Access::kMutable,
                                   "Evaluate every so many steps; 0: after each epoch.",
                                   {.limits = {.min = 0, .max = 1e9}}),
    field<&TuneParams::early_stopping_patience>(
        "early_stopping_patience", Access::kMutable,
        "Stop after so many evaluations without a better loss; 0: never.",
        {.limits = {.min = 0, .max = 1000}}),
    field<&TuneParams::save_steps>("save_steps", Access::kMutable,
                                   "Checkpoint every so many steps; 0: every ten minutes.",
                                   {.limits = {.min = 0, .max = 1e9}}),
    field<&TuneParams::keep_checkpoints>("keep_checkpoints", Access::kMutable,
                                         "Newest checkpoints that are kept.",
                                         {.limits = {.min = 1, .max = 100}}),
    field<&TuneParams::seed>("seed", Access::kMutable,
                             "The same seed gives the same run, bit for bit, with as many threads.",
                             {.limits = {.min = 0, .max = 9e15}}),
};
constexpr Table kTable{kFields};
}  // namespace

const Table& Described<TuneParams>::get() {
  return kTable;
}
}  // namespace millrace::describe

namespace millrace::protocol {
namespace {
template <class T>
void fill(std::optional<T>& value, const std::optional<T>& card, T otherwise) {
  if (!value) value = card ? *card : otherwise;
}
}  // namespace

Result<TuneParams> card_defaults(const json::Value& document) {
  TuneParams params;
  const json::Value* wanted = document.find("tune_defaults");
  if (wanted == nullptr) return params;
  const TuneParams defaults;
  auto decoded = describe::decode_strict(describe::Described<TuneParams>::get(), *wanted,
                                         describe::Purpose::kCreate, &params, &defaults);
  if (!decoded) {
    decoded.error().message = "tune_defaults of millrace.json: " + decoded.error().message;
    return std::move(decoded).error();
  }
  return params;
}

TuneParams filled_in(TuneParams params, TuneMethod method, const TuneParams& card) {
  fill(params.epochs, card.epochs, 3.0);
  fill(params.learning_rate, card.learning_rate, method == TuneMethod::kLora ? 2e-4 : 2e-5);
  fill(params.global_batch_size, card.global_batch_size, std::int64_t{16});
  fill(params.seq_len, card.seq_len, std::int64_t{1024});
  fill(params.lora_alpha, card.lora_alpha, 2.0 * static_cast<double>(params.lora_rank));
  return params;
}

}  // namespace millrace::protocol
