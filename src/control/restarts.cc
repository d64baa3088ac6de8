#include "control/restarts.h"

#include "base/log.h"
#include "domain/planners.h"
#include "domain/restart.h"
#include "store/table.h"

namespace millrace::control {
namespace {

constexpr base::Duration kSeldom{10'000};    // when no commit came; and after a failed write
constexpr base::Duration kBetweenTurns{20};  // commits of one moment make one turn

}  // namespace

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
  const auto waiting = due();
  if (!waiting) {
    log_warning("restarts", "workloads could not be loaded",
                {{"error", waiting.error().to_string()}});
    return;
  }
  for (const auto& one : *waiting) carry_out(one);
}

Result<std::vector<Restarts::Due>> Restarts::due() {
  std::vector<Due> out;
  TRY(store_.read([&](store::ReadTx& tx) -> Result<void> {
    out.clear();
    for (const resource::Kind* kind : domain::workload_kinds()) {
      TRY_ASSIGN(const auto workloads,
                 store::ObjectTable::of(*kind).all(
                     tx, {.filter = {store::where("restart_pending", true)}}));
      for (const auto& workload : workloads)
        if (!resource::is_active(static_cast<const resource::Workload&>(*workload).state))
          out.push_back({kind, workload->id});
    }
    return {};
  }));
  return out;
}

void Restarts::carry_out(const Due& one) {
  const auto& [kind, id] = one;
  const auto done = store_.write(
      [&](store::Tx& tx) { return domain::carry_out_restart(tx, *kind, id, places_); });
  if (done) return;
  log_warning("restarts", "a run could not be begun again",
              {{"workload", id}, {"error", done.error().to_string()}});
  if (base::info(done.error().code).may_retry) return;  // the next turn
  const auto given_up = store_.write(
      [&](store::Tx& tx) { return domain::give_up_restart(tx, *kind, id, done.error()); });
  if (!given_up)
    log_warning("restarts", "a failed restart could not be written down",
                {{"workload", id}, {"error", given_up.error().to_string()}});
}

}  // namespace millrace::control
