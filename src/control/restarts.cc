#include "control/restarts.h"

#include "base/log.h"
#include "domain/restart.h"
#include "resource/training_job.h"
#include "store/table.h"

namespace millrace::control {
namespace {

constexpr base::Duration kSeldom{10'000};    // when no commit came; and after a failed write
constexpr base::Duration kBetweenTurns{20};  // commits of one moment make one turn

}  // namespace

using resource::TrainingJob;

void Restarts::start() {
  listener_ = store_.add_listener([this](std::int64_t) { wake_.wake(); });
  thread_ = base::Thread("restarts", [this] {
    do turn();
    while (wake_.wait(kSeldom) != Wake::Why::kStop &&
           wake_.pause(kBetweenTurns) != Wake::Why::kStop);
  });
}

void Restarts::stop() {
  if (!thread_.joinable()) return;
  store_.remove_listener(listener_);
  wake_.stop();
  thread_.join();
}

void Restarts::turn() {
  const auto jobs = due();
  if (!jobs) {
    log_warning("restarts", "workloads could not be loaded",
                {{"error", jobs.error().to_string()}});
    return;
  }
  for (const auto& job : *jobs) carry_out(job);
}

Result<std::vector<std::string>> Restarts::due() {
  std::vector<std::string> out;
  TRY(store_.read([&](store::ReadTx& tx) -> Result<void> {
    out.clear();
    TRY_ASSIGN(const auto jobs, store::Table<TrainingJob>().all(
                                    tx, {.filter = {store::where("restart_pending", true)}}));
    for (const auto& job : jobs)
      if (!resource::is_active(job.state)) out.push_back(job.id);
    return {};
  }));
  return out;
}

void Restarts::carry_out(const std::string& job) {
  const resource::Kind& kind = TrainingJob::kind();
  const auto done = store_.write([&](store::Tx& tx) {
    return domain::carry_out_restart(tx, kind, job, places_);
  });
  if (done) return;
  log_warning("restarts", "a run could not be begun again",
              {{"job", job}, {"error", done.error().to_string()}});
  if (base::info(done.error().code).may_retry) return;  // the next turn
  const auto given_up = store_.write(
      [&](store::Tx& tx) { return domain::give_up_restart(tx, kind, job, done.error()); });
  if (!given_up)
    log_warning("restarts", "a failed restart could not be written down",
                {{"job", job}, {"error", given_up.error().to_string()}});
}

}  // namespace millrace::control
