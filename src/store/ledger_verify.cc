// The proof that the ledger adds up; see ledger_views.h.
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "store/ledger_rows.h"
#include "store/ledger_runs.h"
#include "store/ledger_views.h"

namespace millrace::store {
namespace {

constexpr std::int64_t kPage = 2'000;

class Proof {
 public:
  Proof(ReadTx& tx, std::int64_t now) : tx_(tx), now_(now) {}

  Result<LedgerCheck> run() {
    TRY(check_nodes());
    TRY(check_runs());
    TRY(check_sums());
    TRY(compare_ledger_with_runs(tx_, check_));
    return std::move(check_);
  }

 private:
  // One row of a run's history, in the order of its index.
  struct Step {
    std::string run, id, resource, node, kind;
    std::int64_t attempt = 0, instance = 0, amount = 0, t0 = 0, t1 = 0;
    bool open = false;
  };

  void problem(std::string words) {
    if (check_.problems.size() < kMostLedgerProblems) check_.problems.push_back(std::move(words));
  }

  Result<void> check_nodes() {
    TRY_ASSIGN(const auto groups, node_resources(tx_, FoundIn::kEverywhere));
    for (const NodeResource& of : groups) {
      TRY(check_tiling(of));
      TRY_ASSIGN(const LedgerSweep swept, sweep(tx_, of, 0, now_, now_));
      if (swept.over_committed_at() >= 0)
        problem(fmt::format("node {}: more {} was held than there was, from {}", of.node,
                            of.resource,
                            base::format_rfc3339(base::from_unix_ms(swept.over_committed_at()))));
      const NodeUsage& s = swept.sums();
      if (s.allocated_ms + s.idle_ms + s.unavailable_ms != s.capacity_ms)
        problem(fmt::format(
            "node {}: held {} + idle {} + unavailable {} is not the capacity {} of {}", of.node,
            s.allocated_ms, s.idle_ms, s.unavailable_ms, s.capacity_ms, of.resource));
      swept_ += s.allocated_ms;
    }
    return {};
  }

  // From the first piece on, each begins where the one before ends, and exactly the last is open.
  Result<void> check_tiling(const NodeResource& of) {
    std::int64_t end = -1;
    bool open = true;
    TRY(tx_.query("SELECT t0, t1 FROM capacity WHERE node = ? AND resource = ? ORDER BY t0, id",
                  {of.node, of.resource}, [&](const Row& row) -> Result<void> {
                    const std::int64_t t0 = row.integer(0);
                    if (end >= 0 && t0 != end)
                      problem(fmt::format(
                          "node {}: the capacity of {} has a gap or an overlap at {}", of.node,
                          of.resource, base::format_rfc3339(base::from_unix_ms(t0))));
                    open = row.is_null(1);
                    end = open ? now_ : row.integer(1);
                    if (end < t0)
                      problem(fmt::format("node {}: a capacity of {} ends before it begins",
                                          of.node, of.resource));
                    return {};
                  }));
    if (!open)
      problem(fmt::format("node {}: the newest capacity of {} is closed", of.node, of.resource));
    return {};
  }

  Result<void> check_runs() {
    Step last;
    for (std::int64_t seen = kPage; seen == kPage;) {
      seen = 0;
      TRY(tx_.query(
          "SELECT run, attempt, instance, resource, t0, id, node, kind, amount, t1 FROM allocation "
          "WHERE (run, attempt, instance, resource, t0, id) > (?, ?, ?, ?, ?, ?) "
          "ORDER BY run, attempt, instance, resource, t0, id LIMIT ?",
          {last.run, last.attempt, last.instance, last.resource, last.t0, last.id, kPage},
          [&](const Row& row) -> Result<void> {
            ++seen;
            const bool open = row.is_null(9);
            Step step{row.text(0),
                      row.text(5),
                      row.text(3),
                      row.text(6),
                      row.text(7),
                      row.integer(1),
                      row.integer(2),
                      row.integer(8),
                      row.integer(4),
                      open ? now_ : row.integer(9),
                      open};
            check_step(last, step);
            last = std::move(step);
            return {};
          }));
    }
    return {};
  }

  void check_step(const Step& last, const Step& step) {
    ++check_.rows;
    const auto named = [&] {
      return fmt::format("run {} attempt {} instance {}", step.run, step.attempt, step.instance);
    };
    if (step.amount <= 0)
      problem(fmt::format("{}: holds {} of {}", named(), step.amount, step.resource));
    if (!step.open && step.t1 <= step.t0)
      problem(fmt::format("{}: a row ends before it begins", named()));
    if (!step.open && step.t0 / kLedgerHourMs != (step.t1 - 1) / kLedgerHourMs)
      problem(fmt::format("{}: a row crosses an hour", named()));
    if (!allocation_kind(step.kind))
      problem(fmt::format("{}: the kind \"{}\" is unknown", named(), step.kind));
    if (last.run != step.run) ends_.clear();
    const bool same = std::tie(last.run, last.attempt, last.instance, last.resource) ==
                      std::tie(step.run, step.attempt, step.instance, step.resource);
    if (same && (last.open || last.t1 != step.t0))
      problem(fmt::format("{}: its rows of {} have a gap or an overlap", named(), step.resource));
    if (same && last.node != step.node)
      problem(fmt::format("{}: changes its node without a new attempt", named()));
    auto& end = ends_[{step.instance, step.resource}];
    if (!same && step.t0 < end)
      problem(fmt::format("{}: begins before the attempt before it has ended", named()));
    end = std::max(end, step.t1);
  }

  // Every way of adding up the same rows must give the same, and what the sweeps found.
  Result<void> check_sums() {
    using By = UsageQuery::By;
    for (const By by : {By::kWorkspace, By::kUser, By::kRun, By::kNode, By::kKind}) {
      TRY_ASSIGN(const auto rows,
                 usage(tx_, {.to = base::from_unix_ms(now_), .by = by}, base::from_unix_ms(now_)));
      std::int64_t sum = 0;
      for (const UsageRow& row : rows) sum += row.amount_ms;
      if (sum != swept_)
        problem(fmt::format("a view adds up to {}, the nodes' history to {}", sum, swept_));
    }
    return {};
  }

  ReadTx& tx_;
  std::int64_t now_;
  std::int64_t swept_ = 0;
  std::map<std::pair<std::int64_t, std::string>, std::int64_t>
      ends_;  // of (instance, resource), in the current run
  LedgerCheck check_;
};

}  // namespace

Result<LedgerCheck> verify_ledger(ReadTx& tx, base::Time now) {
  return Proof(tx, base::unix_ms(now)).run();
}

}  // namespace millrace::store
