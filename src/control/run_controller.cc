#include "control/run_controller.h"

namespace millrace::control {
namespace {

constexpr base::Duration kSoon{20};         // while things are happening
constexpr base::Duration kWatching{200};    // something runs, nothing has happened for a while
constexpr base::Duration kIdle{5'000};      // nothing is there: only a commit brings something
constexpr base::Duration kRestless{3'000};  // how long after news to look often
constexpr base::Duration kBetweenTurns{5};  // commits of one moment make one turn

}  // namespace

RunController::RunController(store::Store& store, runtime::Runtime& runtime, Clock& clock,
                             ResetCard reset_card, RunLoopOptions options)
    : store_(store),
      clock_(clock),
      rows_(store),
      loop_(rows_, runtime, clock, std::move(reset_card), options),
      staging_(store, runtime, clock) {}

void RunController::start() {
  listener_ = store_.add_listener([this](std::int64_t) { wake_.wake(); });
  thread_ = base::Thread("runs", [this] { run(); });
}

void RunController::stop() {
  if (!thread_.joinable()) return;
  store_.remove_listener(listener_);
  wake_.stop();
  thread_.join();
}

void RunController::run() {
  while (true) {
    staging_.turn();  // first: that the data are there is told before what starts on them
    const auto next = loop_.turn();
    settled_ = true;
    if (next == RunLoop::Next::kAtOnce) {
      last_news_ = clock_.monotonic();
      if (wake_.pause(base::Duration(0)) == Wake::Why::kStop) return;
      continue;
    }
    const auto why = wake_.wait(pause_after(next));
    if (why == Wake::Why::kStop) return;
    if (why == Wake::Why::kWoken && wake_.pause(kBetweenTurns) == Wake::Why::kStop) return;
  }
}

base::Duration RunController::pause_after(RunLoop::Next next) {
  if (next == RunLoop::Next::kIdle) return kIdle;
  return clock_.monotonic() - last_news_ < kRestless ? kSoon : kWatching;
}

}  // namespace millrace::control
