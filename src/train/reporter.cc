#include "train/reporter.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>

#include "json/writer.h"

namespace millrace::train {
namespace {

// Readers look every two seconds; small models take a thousand steps in one.
constexpr base::Duration kLineEvery{500};
constexpr base::Duration kWordsEvery{5'000};

std::string duration_words(double seconds) {
  const auto s = static_cast<std::int64_t>(seconds + 0.5);
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {:02} s", s / 60, s % 60);
  return fmt::format("{} h {:02} min", s / 3600, s % 3600 / 60);
}

}  // namespace

Result<std::unique_ptr<Reporter>> Reporter::create(io::FileSystem& fs, base::Clock& clock,
                                                   Options options) {
  std::unique_ptr<Reporter> out(new Reporter(clock, std::move(options)));
  const Options& o = out->options_;
  if (!o.progress.empty()) {
    TRY_ASSIGN(out->progress_, fs.open(o.progress, io::FileSystem::Open::kCreate));
  }
  if (!o.events.empty()) {
    // Told apart from a life that began in the same second by its process.
    auto events = scalars::EventFileWriter::create(fs, clock, o.events, std::to_string(::getpid()));
    if (!events) return std::move(events).error();
    out->events_ = std::move(events).value();
  }
  return out;
}

void Reporter::on_note(std::string_view words) {
  if (options_.say) options_.say(words);
}

Result<void> Reporter::write_progress(const StepReport& report) {
  json::Writer line;
  line.begin_object()
      .key("step")
      .integer(report.step)
      .key("total_steps")
      .integer(report.total_steps);
  line.key("loss").number(report.loss).key("eta_s").number(report.eta_s);
  line.key("epoch").number(report.epoch).end_object();
  return progress_->append(line.text() + "\n");
}

Result<void> Reporter::write_events(const StepReport& report) {
  const double rate = static_cast<double>(report.tokens) / std::max(report.seconds, 1e-3);
  TRY(events_->write("loss", report.step, report.loss));
  TRY(events_->write("lr", report.step, report.learning_rate));
  TRY(events_->write("grad_norm", report.step, report.gradient_norm));
  TRY(events_->write("tokens_per_second", report.step, rate));
  if (options_.peak_flops > 0)
    TRY(events_->write("mfu", report.step, rate * options_.flops_per_token / options_.peak_flops));
  return {};
}

Result<void> Reporter::on_step(const StepReport& report) {
  last_ = report;
  const bool end = report.step == report.total_steps;
  const base::Duration now = clock_.monotonic();
  if (events_) TRY(write_events(report));
  if (progress_ && (end || !last_line_ || now - *last_line_ >= kLineEvery)) {
    last_line_ = now;
    TRY(write_progress(report));
  }
  if (options_.say && (end || !last_words_ || now - *last_words_ >= kWordsEvery)) {
    last_words_ = now;
    options_.say(fmt::format("step {}/{}  loss {:.4f}  lr {:.2e}  {:.0f} tokens/s  {} left",
                             report.step, report.total_steps, report.loss, report.learning_rate,
                             static_cast<double>(report.tokens) / std::max(report.seconds, 1e-3),
                             duration_words(report.eta_s)));
  }
  return {};
}

Result<void> Reporter::on_eval(const EvalReport& report) {
  if (events_) TRY(events_->write("eval/loss", report.step, report.loss));
  on_note(fmt::format("step {}: evaluation loss {:.4f}{}", report.step, report.loss,
                      report.best == EvalReport::Best::kYes ? ", the best so far" : ""));
  return {};
}

}  // namespace millrace::train
