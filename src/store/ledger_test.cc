// The ledger: rows that tile, hours that cut, clocks that go back, views that add up, and proofs
// that fail.
#include <map>

#include "base/rng.h"
#include "resource/run.h"
#include "store/ledger_views.h"
#include "store/store_fixture.h"
#include "store/table.h"

namespace millrace::store {
namespace {

constexpr std::int64_t kMinute = 60'000;

class Ledger : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    start_ = clock_.now();
    write([](Tx& tx) { return set_capacity(tx, "n1", "card", 8, 8); });
  }
  Holding holding(const std::string& run, std::int64_t amount, std::int64_t attempt = 1) {
    return {.workspace = "ws",
            .user_id = "u1",
            .run = run,
            .attempt = attempt,
            .instance = 0,
            .node = "n1",
            .resource = "card",
            .amount = amount};
  }
  void minutes(std::int64_t n) { clock_.advance(base::Duration{n * kMinute}); }
  LedgerCheck verify() {
    LedgerCheck check;
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(const base::Time now, ledger_now(tx, clock_.now()));
      TRY_ASSIGN(check, verify_ledger(tx, now));
      return {};
    });
    return check;
  }
  std::string problems() {
    std::string all;
    for (const auto& p : verify().problems) all += p + "\n";
    return all;
  }
  std::map<std::string, std::int64_t> sums(UsageQuery query) {  // in minutes
    std::map<std::string, std::int64_t> out;
    if (query.to == base::Time{}) query.to = clock_.now();
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(const auto rows, usage(tx, query, clock_.now()));
      for (const auto& row : rows) out[row.key] += row.amount_ms / kMinute;
      return {};
    });
    return out;
  }
  NodeUsage node() {
    NodeUsage found;
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(const auto rows, node_usage(tx, start_, clock_.now(), clock_.now()));
      found = rows.at(0);
      return {};
    });
    return found;
  }
  void tamper(const std::string& sql) {
    write([&](Tx& tx) -> Result<void> {
      TRY(tx.execute(sql, {}));
      return {};
    });
  }
  base::Time start_;
};

using Sums = std::map<std::string, std::int64_t>;

TEST_F(Ledger, ARunsLifeIsBookedByKind) {
  write([&](Tx& tx) { return open_allocation(tx, holding("r1", 2), AllocationKind::kStarting); });
  minutes(1);
  write([&](Tx& tx) { return change_allocations(tx, {"r1", 1}, AllocationKind::kRunning); });
  minutes(10);
  write([&](Tx& tx) { return change_allocations(tx, {"r1", 1}, AllocationKind::kStopping); });
  minutes(2);
  write([&](Tx& tx) { return close_allocations(tx, {"r1", 1}); });
  minutes(7);
  EXPECT_EQ(sums({.by = UsageQuery::By::kKind}),
            (Sums{{"starting", 2}, {"running", 20}, {"stopping", 4}}));
  EXPECT_EQ(sums({.by = UsageQuery::By::kUser}), (Sums{{"u1", 26}}));
  EXPECT_EQ(sums({.from = start_ + base::Duration{3 * kMinute},
                  .to = start_ + base::Duration{4 * kMinute}}),
            (Sums{{"ws", 2}}));
  const NodeUsage n = node();
  EXPECT_EQ(n.capacity_ms, 8 * 20 * kMinute);
  EXPECT_EQ(n.allocated_ms, 26 * kMinute);
  EXPECT_EQ(n.idle_ms, (160 - 26) * kMinute);
  EXPECT_EQ(problems(), "");
}

TEST_F(Ledger, RowsAreCutAtEachHourEvenAfterALongAbsence) {
  write([&](Tx& tx) { return open_allocation(tx, holding("r1", 1), AllocationKind::kRunning); });
  minutes(90);
  write([](Tx& tx) { return cut_hours(tx); });
  const auto rows = number("SELECT count(*) FROM allocation");
  EXPECT_GE(rows, 2);
  write([](Tx& tx) { return cut_hours(tx); });
  EXPECT_EQ(number("SELECT count(*) FROM allocation"), rows);
  minutes(300);
  write([](Tx& tx) { return close_allocations(tx, {"r1", 1}); });
  EXPECT_EQ(number("SELECT count(*) FROM allocation WHERE t1 IS NULL"), 0);
  EXPECT_EQ(sums({}), (Sums{{"ws", 390}}));
  EXPECT_EQ(problems(), "");
}

TEST_F(Ledger, TimeNeverRunsBackwards) {
  minutes(30);
  write([&](Tx& tx) { return open_allocation(tx, holding("r1", 1), AllocationKind::kRunning); });
  clock_.advance(base::Duration{-20 * kMinute});
  write([](Tx& tx) { return close_allocations(tx, {"r1", 1}); });
  write([&](Tx& tx) { return open_allocation(tx, holding("r2", 1), AllocationKind::kRunning); });
  EXPECT_EQ(number("SELECT count(*) FROM allocation WHERE t1 < t0"), 0);
  minutes(40);
  write([](Tx& tx) { return close_allocations(tx, {"r2", 1}); });
  EXPECT_EQ(sums({}), (Sums{{"ws", 20}}));
  EXPECT_EQ(problems(), "");
}

TEST_F(Ledger, AnEndIsClampedIntoTheRow) {
  write([&](Tx& tx) { return open_allocation(tx, holding("r1", 1), AllocationKind::kStarting); });
  minutes(5);
  write([&](Tx& tx) { return change_allocations(tx, {"r1", 1}, AllocationKind::kRunning); });
  minutes(5);
  write([&](Tx& tx) { return close_allocations(tx, {"r1", 1}, start_); });  // before it ran
  EXPECT_EQ(sums({.by = UsageQuery::By::kKind}), (Sums{{"starting", 5}}));
  write([&](Tx& tx) { return open_allocation(tx, holding("r2", 1), AllocationKind::kRunning); });
  minutes(5);
  write([&](Tx& tx) {
    return close_allocations(tx, {"r2", 1}, clock_.now() + base::Duration{kMinute});
  });
  EXPECT_EQ(sums({.by = UsageQuery::By::kRun}), (Sums{{"r1", 5}, {"r2", 5}}));
  EXPECT_EQ(problems(), "");
}

TEST_F(Ledger, WhatWasNotSeenIsLost) {
  write([&](Tx& tx) { return open_allocation(tx, holding("r1", 1), AllocationKind::kRunning); });
  minutes(10);
  const base::Time seen = clock_.now();
  minutes(100);
  write([&](Tx& tx) { return lose_allocations(tx, {"r1", 1}, seen); });
  EXPECT_EQ(sums({.by = UsageQuery::By::kKind}), (Sums{{"running", 10}, {"lost", 100}}));
  write([&](Tx& tx) {
    return open_allocation(tx, holding("r1", 1, 2), AllocationKind::kRecovering);
  });
  minutes(1);
  EXPECT_EQ(problems(), "");
}

TEST_F(Ledger, CordonedAndRetiredNodesAreUnavailable) {
  minutes(10);
  write([&](Tx& tx) { return open_allocation(tx, holding("r1", 2), AllocationKind::kRunning); });
  write([](Tx& tx) { return set_capacity(tx, "n1", "card", 8, 0); });
  minutes(10);
  write([](Tx& tx) { return close_allocations(tx, {"r1", 1}); });
  write([](Tx& tx) { return retire_node(tx, "n1"); });
  minutes(10);
  const NodeUsage n = node();
  EXPECT_EQ(n.capacity_ms, 160 * kMinute);
  EXPECT_EQ(n.idle_ms, 80 * kMinute);
  EXPECT_EQ(n.allocated_ms, 20 * kMinute);
  EXPECT_EQ(n.unavailable_ms, 60 * kMinute);
  EXPECT_EQ(problems(), "");
}

TEST_F(Ledger, TheProofFindsWhatIsWrong) {
  write([&](Tx& tx) { return open_allocation(tx, holding("r1", 4), AllocationKind::kRunning); });
  minutes(10);
  write([&](Tx& tx) { return change_allocations(tx, {"r1", 1}, AllocationKind::kStopping); });
  minutes(10);
  ASSERT_EQ(problems(), "");
  write([&](Tx& tx) { return open_allocation(tx, holding("r2", 5), AllocationKind::kRunning); });
  minutes(1);
  EXPECT_NE(problems().find("more card was held than there was"), std::string::npos) << problems();
  tamper("DELETE FROM allocation WHERE run = 'r2'");
  ASSERT_EQ(problems(), "");
  tamper("UPDATE allocation SET t1 = t1 - 1000 WHERE t1 IS NOT NULL");
  EXPECT_NE(problems().find("gap or an overlap"), std::string::npos) << problems();
  tamper("UPDATE allocation SET t1 = t1 + 1000 WHERE t1 IS NOT NULL");
  ASSERT_EQ(problems(), "");
  tamper("UPDATE capacity SET t1 = t0 + 1");
  EXPECT_NE(problems().find("is closed"), std::string::npos) << problems();
}

// Random lives of many runs on two nodes: whatever happens, the books balance.
// The last row of a run, shortened or gone, breaks no tiling: only the run's own row tells.
TEST_F(Ledger, RunsAreHeldAgainstWhatWasBooked) {
  resource::Run run;
  run.name = "hello-1";
  run.state = resource::RunState::kRunning;
  run.attempt = 1;
  resource::RunInstance instance;
  instance.node = "n1";
  instance.started_at = clock_.now();
  run.instances.push_back(instance);
  write([&](Tx& tx) { return Table<resource::Run>().insert(tx, run); });
  EXPECT_NE(problems().find("nothing is booked"), std::string::npos) << problems();
  write([&](Tx& tx) { return open_allocation(tx, holding(run.id, 1), AllocationKind::kRunning); });
  EXPECT_EQ(problems(), "");
  minutes(2);
  run.state = resource::RunState::kSucceeded;
  run.active = false;
  run.instances[0].ended_at = clock_.now();
  write([&](Tx& tx) { return Table<resource::Run>().update(tx, run); });
  EXPECT_NE(problems().find("still booked"), std::string::npos) << problems();
  write([&](Tx& tx) { return close_allocations(tx, {.run = run.id, .attempt = 1}); });
  EXPECT_EQ(problems(), "");
  tamper("UPDATE allocation SET t1 = t1 - 7");
  EXPECT_NE(problems().find("not booked up to"), std::string::npos) << problems();
  tamper("DELETE FROM allocation");
  EXPECT_NE(problems().find("not booked up to"), std::string::npos) << problems();
}

TEST_F(Ledger, RandomHistoriesAddUp) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    base::SeededRng rng(seed);
    std::map<std::string, std::int64_t> free{{"n1", 8}, {"n2", 4}};
    write([](Tx& tx) -> Result<void> {
      TRY(set_capacity(tx, "n1", "card", 8, 8));
      return set_capacity(tx, "n2", "card", 4, 4);
    });
    std::map<std::string, Holding> live;
    for (int step = 0; step < 60; ++step) {
      clock_.advance(base::Duration{static_cast<std::int64_t>(rng.below(50 * kMinute))});
      const std::string node = rng.below(2) ? "n1" : "n2";
      const std::uint64_t act = rng.below(6);
      const std::string run = live.empty() ? "" : live.begin()->first;
      write([&](Tx& tx) -> Result<void> {
        if (act <= 1 && free[node] > 0) {
          Holding h = holding(
              std::to_string(seed) + "-" + std::to_string(step),
              1 + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(free[node]))));
          h.node = node;
          TRY(open_allocation(tx, h, AllocationKind::kStarting));
          free[node] -= h.amount;
          live[h.run] = h;
        } else if (act == 2 && !run.empty()) {
          TRY(change_allocations(tx, {run, 1}, AllocationKind::kRunning));
        } else if (act == 3) {
          TRY(cut_hours(tx));
        } else if (!run.empty()) {
          const base::Time ago =
              clock_.now() - base::Duration{static_cast<std::int64_t>(rng.below(90 * kMinute))};
          if (act == 4)
            TRY(close_allocations(tx, {run, 1}, ago));
          else
            TRY(lose_allocations(tx, {run, 1}, ago));
          free[live[run].node] += live[run].amount;
          live.erase(run);
        }
        return {};
      });
    }
    for (const auto& [run, h] : live)
      write([&, r = run](Tx& tx) { return close_allocations(tx, {r, 1}); });
    ASSERT_EQ(problems(), "") << "seed " << seed;
  }
  EXPECT_GT(verify().rows, 200);
}

}  // namespace
}  // namespace millrace::store
