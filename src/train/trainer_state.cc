// Checkpoints of a training: when, what, and back.
#include <fmt/core.h>

#include <array>

#include "train/trainer.h"

namespace millrace::train {
namespace {

constexpr base::Duration kSaveEvery{600'000};

template <class T>
std::span<const std::byte> bytes_of(std::span<T> values) {
  return std::as_bytes(values);
}

}  // namespace

bool Trainer::save_due() const {
  if (setup_.params.save_steps > 0) return standing_.step % setup_.params.save_steps == 0;
  return outside_.clock.monotonic() - last_save_ >= kSaveEvery;
}

Result<void> Trainer::save() {
  if (!writer_ || saved_step_ == standing_.step) return {};
  TRY(writer_->save({.step = standing_.step,
                     .pieces = {{"values", bytes_of(trainee_.values())},
                                {"adam.m", bytes_of(adamw_.first_moments())},
                                {"adam.v", bytes_of(adamw_.second_moments())}},
                     .meta = encode(standing_, setup_.identity)}));
  saved_step_ = standing_.step;
  last_save_ = outside_.clock.monotonic();
  return {};
}

Result<std::optional<ckpt::Checkpoint>> Trainer::find_checkpoint() {
  std::optional<ckpt::Checkpoint> found;
  if (!setup_.resume_from.empty()) {
    auto named = ckpt::Checkpoint::open(outside_.fs, setup_.resume_from);
    if (named) {
      found = std::move(named).value();
      return found;
    }
    outside_.watcher.on_note(
        fmt::format("{} cannot be resumed from: {}", setup_.resume_from, named.error().message));
  }
  if (setup_.checkpoints.empty()) return found;
  TRY_ASSIGN(auto newest, ckpt::open_newest(outside_.fs, setup_.checkpoints));
  for (const std::string& words : newest.passed_over)
    outside_.watcher.on_note("passed over a torn checkpoint, " + words);
  found = std::move(newest.checkpoint);
  return found;
}

Result<void> Trainer::restore(const ckpt::Checkpoint* checkpoint) {
  const auto range = [&](std::string_view name, std::span<float> values) -> Result<void> {
    if (checkpoint) TRY(checkpoint->read(name, std::as_writable_bytes(values)));
    return outside_.group.broadcast(std::as_writable_bytes(values));
  };
  TRY(range("values", trainee_.values()));
  TRY(range("adam.m", adamw_.first_moments()));
  TRY(range("adam.v", adamw_.second_moments()));
  return {};
}

// Rank 0 reads, the others get what it read: they need not see its disk.
Result<void> Trainer::resume() {
  auto& group = outside_.group;
  std::optional<ckpt::Checkpoint> checkpoint;
  if (group.rank() == 0) {
    TRY_ASSIGN(checkpoint, find_checkpoint());
    if (checkpoint) {
      TRY_ASSIGN(standing_, decode_standing(checkpoint->meta(), setup_.identity));
    }
  }
  // What all must know: whether there is one, and the standing.
  std::array<double, 6> shared{checkpoint ? 1.0 : 0.0,
                               static_cast<double>(standing_.step),
                               standing_.best_eval ? 1.0 : 0.0,
                               standing_.best_eval.value_or(0),
                               static_cast<double>(standing_.best_step),
                               static_cast<double>(standing_.worse_evals)};
  TRY(group.broadcast(std::as_writable_bytes(std::span<double>(shared))));
  // The first values come from rank 0 too: whatever they were made from, all begin alike.
  TRY(restore(checkpoint ? &*checkpoint : nullptr));
  trainee_.values_changed();
  if (shared[0] == 0) return {};
  standing_.step = static_cast<std::int64_t>(shared[1]);
  if (shared[2] != 0) standing_.best_eval = shared[3];
  standing_.best_step = static_cast<std::int64_t>(shared[4]);
  standing_.worse_evals = static_cast<std::int64_t>(shared[5]);
  saved_step_ = standing_.step;
  if (writer_ && standing_.best_eval) writer_->pin(standing_.best_step);
  outside_.watcher.on_note(fmt::format("resumed after step {}", standing_.step));
  return {};
}

}  // namespace millrace::train
