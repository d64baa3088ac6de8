#include "control/progress_controller.h"

#include <algorithm>

#include "base/log.h"
#include "domain/run_ops.h"
#include "store/table.h"

namespace millrace::control {
namespace {

constexpr int kMostRecent = 200;  // runs that may have ended while the server was away
constexpr int kPage = 20;

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
    records_.look_at(run);
    if (run.active) {
      followed_.insert(run.id);
    } else {
      feeds_.drop(run.id);
      records_.drop(run.id);
    }
  }
}

// The active ones, those that were active at the last look, and those that began and ended since:
// ids grow. At the start those that ended lately.
Result<std::vector<Run>> ProgressController::to_look_at() {
  std::vector<Run> out;
  std::string newest;
  TRY(store_.read([&](store::ReadTx& tx) -> Result<void> {
    newest = newest_;
    TRY_ASSIGN(out, Table<Run>().all(tx, {.filter = {store::where("active", true)}}));
    std::set<std::string> have;
    for (const auto& run : out) have.insert(run.id);
    for (const auto& id : followed_) {
      if (!have.insert(id).second) continue;
      if (auto ended = Table<Run>().get(tx, id)) out.push_back(std::move(*ended));
    }
    store::ListQuery ended{.filter = {store::where("active", false)},
                           .page_size = start_ == Start::kFirst ? kMostRecent : kPage};
    while (true) {
      TRY_ASSIGN(auto page, Table<Run>().list(tx, ended));
      for (auto& run : page.items) {
        newest = std::max(newest, run.id);
        if (run.id <= newest_) return {};
        if (have.insert(run.id).second) out.push_back(std::move(run));
      }
      if (start_ == Start::kFirst || page.next_page_token.empty()) return {};
      ended.page_token = page.next_page_token;
    }
  }));
  newest_ = newest;
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
