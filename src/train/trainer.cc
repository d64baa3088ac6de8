#include "train/trainer.h"

#include <fmt/core.h>

#include <array>
#include <cmath>

#include "train/schedule.h"

namespace millrace::train {
namespace {

constexpr std::size_t kRowsNamed = 64;

Sampler::Options sampler_options(const protocol::TuneParams& params, std::size_t examples) {
  return {.examples = examples,
          .global_batch = static_cast<std::size_t>(params.global_batch_size.value_or(16)),
          .epochs = params.epochs.value_or(3),
          .max_steps = params.max_steps.value_or(0),
          .seed = static_cast<std::uint64_t>(params.seed)};
}

AdamW::Options adamw_options(const protocol::TuneParams& params, int threads) {
  return {.beta1 = params.adam_beta1,
          .beta2 = params.adam_beta2,
          .epsilon = params.adam_epsilon,
          .weight_decay = params.weight_decay,
          .max_grad_norm = params.max_grad_norm,
          .threads = threads};
}

double seconds(base::Duration duration) {
  return static_cast<double>(duration.count()) / 1000;
}

}  // namespace

Trainer::Trainer(Trainee& trainee, const Examples& examples, Setup setup, Outside outside)
    : trainee_(trainee),
      examples_(examples),
      setup_(std::move(setup)),
      outside_(std::move(outside)),
      split_(split(examples.size(), setup_.params.eval_split,
                   static_cast<std::uint64_t>(setup_.params.seed))),
      sampler_(sampler_options(setup_.params, split_.train.size())),
      adamw_(trainee, adamw_options(setup_.params, setup_.threads)) {
  if (outside_.group.rank() == 0 && !setup_.checkpoints.empty())
    writer_.emplace(
        outside_.fs,
        ckpt::Writer::Options{.folder = setup_.checkpoints,
                              .keep_last = static_cast<int>(setup_.params.keep_checkpoints)});
}

Result<Outcome> Trainer::run() {
  TRY(resume());
  last_save_ = outside_.clock.monotonic();
  Outcome outcome;
  while (standing_.step < total_steps()) {
    const base::Duration begin = outside_.clock.monotonic();
    TRY_ASSIGN(const StepResult result, step(standing_.step));
    const double took = seconds(outside_.clock.monotonic() - begin);
    ++standing_.step;
    standing_.tokens += result.tokens;
    standing_.seconds += took;
    outcome.last_loss = result.loss;
    TRY(report(result, took));
    if (evaluation_due()) TRY(evaluate());
    if (turned()) {
      outcome.end = Outcome::End::kStoppedEarly;
      break;
    }
    if (result.stop && standing_.step < total_steps()) {
      outcome.end = Outcome::End::kInterrupted;
      break;
    }
    if (save_due()) TRY(save());
  }
  return finish(std::move(outcome));
}

Result<Outcome> Trainer::finish(Outcome outcome) {
  TRY(save());
  if (writer_) TRY(writer_->wait());
  outcome.standing = standing_;
  if (outcome.end == Outcome::End::kInterrupted) return outcome;
  if (!standing_.best_eval || standing_.best_step == standing_.step) return outcome;
  std::optional<ckpt::Checkpoint> best;
  if (writer_) {
    TRY_ASSIGN(best,
               ckpt::Checkpoint::open(outside_.fs, setup_.checkpoints + "/" +
                                                       ckpt::folder_of_step(standing_.best_step)));
    outside_.watcher.on_note(
        fmt::format("the weights of step {} evaluated best ({:.4f}): they are the result",
                    standing_.best_step, *standing_.best_eval));
    TRY(best->read("values", std::as_writable_bytes(trainee_.values())));
  } else if (outside_.group.size() == 1) {
    return outcome;  // nothing was kept
  }
  TRY(outside_.group.broadcast(std::as_writable_bytes(trainee_.values())));
  trainee_.values_changed();
  return outcome;
}

Result<Trainer::StepResult> Trainer::step(std::int64_t number) {
  std::vector<std::size_t> batch = sampler_.batch(number);
  for (std::size_t& i : batch) i = split_.train[i];
  auto& group = outside_.group;
  const auto mine = part_of(examples_, batch, group.rank(), group.size());
  const auto micro = cut(examples_, mine, {setup_.micro_tokens, setup_.params.packing});
  const auto labels = static_cast<double>(loss_tokens_of(examples_, batch));
  TRY_ASSIGN(const double own, backward(number, micro, 1 / labels));
  std::array<double, 2> shared{own, outside_.stop_wanted && outside_.stop_wanted() ? 1.0 : 0.0};
  TRY(group.all_reduce_sum(std::span<double>(shared)));
  StepResult result{
      .loss = shared[0] / labels, .tokens = tokens_of(examples_, batch), .stop = shared[1] > 0};
  if (!std::isfinite(result.loss)) return diverged(number, "loss");
  TRY(group.all_reduce_sum(trainee_.gradients()));
  result.norm = adamw_.gradient_norm();
  if (!std::isfinite(result.norm)) return diverged(number, "gradient");
  result.learning_rate =
      learning_rate_at(number, total_steps(), setup_.params.learning_rate.value_or(2e-5),
                       setup_.params.warmup_ratio, setup_.params.lr_schedule);
  adamw_.step(number, result.learning_rate, result.norm);
  return result;
}

Result<double> Trainer::backward(std::int64_t number, const std::vector<Rows>& micro,
                                 double scale) {
  trainee_.zero_gradients();
  double sum = 0;
  for (const Rows& rows : micro) {
    TRY_ASSIGN(const double loss, trainee_.forward_backward(
                                      rows, {.scale = static_cast<float>(scale),
                                             .seed = static_cast<std::uint64_t>(setup_.params.seed),
                                             .step = static_cast<std::uint32_t>(number)}));
    if (!std::isfinite(loss) && bad_rows_.empty()) bad_rows_ = places_of(examples_, rows.examples);
    sum += loss;
  }
  return sum;
}

Error Trainer::diverged(std::int64_t number, const std::string& what) const {
  std::string rows = bad_rows_;
  if (rows.empty()) {
    Sampler sampler = sampler_;
    std::vector<std::uint32_t> batch;
    for (const std::size_t i : sampler.batch(number)) {
      if (batch.size() == kRowsNamed) break;
      batch.push_back(static_cast<std::uint32_t>(split_.train[i]));
    }
    rows = places_of(examples_, batch);
  }
  return fail(ErrorCode::kInvalid,
              fmt::format("the {} of step {} is not a number; the batch is {}. Look at these rows, "
                          "lower learning_rate or raise warmup_ratio; checkpoints of earlier steps "
                          "are whole",
                          what, number + 1, rows));
}

Result<void> Trainer::report(const StepResult& result, double took) {
  mean_step_s_ = mean_step_s_ == 0 ? took : 0.9 * mean_step_s_ + 0.1 * took;
  const auto left = static_cast<double>(total_steps() - standing_.step);
  return outside_.watcher.on_step({.step = standing_.step,
                                   .total_steps = total_steps(),
                                   .epoch = sampler_.epoch_after(standing_.step),
                                   .loss = result.loss,
                                   .learning_rate = result.learning_rate,
                                   .gradient_norm = result.norm,
                                   .tokens = result.tokens,
                                   .seconds = took,
                                   .eta_s = left * mean_step_s_});
}

bool Trainer::evaluation_due() const {
  if (split_.eval.empty()) return false;
  if (standing_.step == total_steps()) return true;
  const std::int64_t every =
      setup_.params.eval_steps > 0 ? setup_.params.eval_steps : sampler_.steps_per_epoch();
  return standing_.step % every == 0;
}

Result<void> Trainer::evaluate() {
  auto& group = outside_.group;
  const auto mine = part_of(examples_, split_.eval, group.rank(), group.size());
  double sum = 0;
  for (const Rows& rows : cut(examples_, mine, {setup_.micro_tokens, setup_.params.packing})) {
    TRY_ASSIGN(const double loss, trainee_.loss(rows));
    sum += loss;
  }
  TRY(group.all_reduce_sum(std::span<double>(&sum, 1)));
  const double loss = sum / static_cast<double>(loss_tokens_of(examples_, split_.eval));
  const bool best = !standing_.best_eval || loss < *standing_.best_eval;
  standing_.worse_evals = best ? 0 : standing_.worse_evals + 1;
  TRY(outside_.watcher.on_eval(
      {standing_.step, loss, best ? EvalReport::Best::kYes : EvalReport::Best::kNo}));
  if (!best) return {};
  standing_.best_eval = loss;
  standing_.best_step = standing_.step;
  TRY(save());
  if (writer_) writer_->pin(standing_.best_step);
  return {};
}

bool Trainer::turned() const {
  const std::int64_t patience = setup_.params.early_stopping_patience;
  return patience > 0 && standing_.worse_evals >= patience;
}

}  // namespace millrace::train
