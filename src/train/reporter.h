// What a training tells the outside: the progress file that the server reads, event files for
// TensorBoard, and lines for a person. One thread.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "io/file_system.h"
#include "scalars/event_writer.h"
#include "train/watcher.h"

namespace millrace::train {

class Reporter final : public Watcher {
 public:
  struct Options {
    std::string progress{};                       // file of JSON lines; empty: none
    std::string events{};                         // folder; empty: none
    double flops_per_token = 0;                   // forward and backward
    double peak_flops = 0;                        // of the machine; 0: no mfu is written
    std::function<void(std::string_view)> say{};  // a line for people
  };
  static Result<std::unique_ptr<Reporter>> create(io::FileSystem& fs, base::Clock& clock,
                                                  Options options);

  Result<void> on_step(const StepReport& report) override;
  Result<void> on_eval(const EvalReport& report) override;
  void on_note(std::string_view words) override;

  const StepReport& last() const { return last_; }

 private:
  Reporter(base::Clock& clock, Options options) : clock_(clock), options_(std::move(options)) {}
  Result<void> write_progress(const StepReport& report);
  Result<void> write_events(const StepReport& report);

  base::Clock& clock_;
  Options options_;
  std::unique_ptr<io::File> progress_{};
  std::optional<scalars::EventFileWriter> events_{};
  std::optional<base::Duration> last_line_{}, last_words_{};
  StepReport last_{};
};

}  // namespace millrace::train
