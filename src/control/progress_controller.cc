#include "control/progress_controller.h"

#include "base/log.h"
#include "domain/run_ops.h"
#include "store/table.h"

namespace millrace::control {
namespace {

constexpr int kMostRecent = 200;  // runs that may have ended while the server was away

}  // namespace

using resource::Run;
using store::Table;

void ProgressController::start() {
  thread_ = base::Thread("progress", [this] {
    do turn();
    while (wake_.wait(domain::kProgressInterval) != Wake::Why::kStop);
  });
}

void ProgressController::stop() {
  if (!thread_.joinable()) return;
  wake_.stop();
  thread_.join();
}

void ProgressController::turn() {
  const auto runs = to_look_at();
  if (!runs) {
    log_warning("progress", "runs could not be loaded", {{"error", runs.error().to_string()}});
    return;
  }
  followed_.clear();
  for (const auto& run : *runs) {
    look_at(run);
    if (run.active)
      followed_.insert(run.id);
    else
      feeds_.drop(run.id);
  }
}

// The active ones, those that were active at the last look, and at the start those that ended
// lately.
Result<std::vector<Run>> ProgressController::to_look_at() {
  std::vector<Run> out;
  TRY(store_.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(out, Table<Run>().all(tx, {.filter = {store::where("active", true)}}));
    std::set<std::string> have;
    for (const auto& run : out) have.insert(run.id);
    for (const auto& id : followed_) {
      if (have.contains(id)) continue;
      if (auto ended = Table<Run>().get(tx, id)) out.push_back(std::move(*ended));
    }
    if (start_ == Start::kLater) return {};
    TRY_ASSIGN(auto page, Table<Run>().list(tx, {.filter = {store::where("active", false)},
                                                 .page_size = kMostRecent}));
    for (auto& run : page.items) out.push_back(std::move(run));
    return {};
  }));
  start_ = Start::kLater;
  return out;
}

void ProgressController::look_at(const Run& run) {
  const auto progress = feeds_.read(run, clock_.now());
  if (!progress || *progress == run.progress) return;
  const auto done =
      store_.write([&](store::Tx& tx) { return domain::record_progress(tx, run.id, *progress); });
  if (!done)
    log_warning("progress", "progress could not be written",
                {{"run", run.id}, {"error", done.error().to_string()}});
}

}  // namespace millrace::control
