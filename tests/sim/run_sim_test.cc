// 200 seeds of trouble over rows in memory, and some over a real store with its ledger. A failure
// prints its seed; MILLRACE_SIM_SEED runs that alone, MILLRACE_SIM_SEEDS so many instead of 200
// (and a fifth of it over the store).
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/log.h"
#include "base/strings.h"
#include "sim_world.h"
#include "store_sim_rows.h"

namespace millrace::sim {
namespace {

std::unique_ptr<SimRows> memory_rows(Clock& clock, base::SeededRng& rng, Fuse& fuse) {
  auto rows = std::make_unique<MemoryRows>(clock, rng, fuse);
  rows->set_loss(5);
  return rows;
}

std::uint64_t seeds() {
  const char* text = std::getenv("MILLRACE_SIM_SEEDS");
  return static_cast<std::uint64_t>(text ? base::parse_int(text).value_or(200) : 200);
}

void run_seed(std::uint64_t seed, Tally& tally) {
  World world(seed, memory_rows);
  world.trouble(250);
  world.calm();
  for (const auto& words : world.broken()) ADD_FAILURE() << "seed " << seed << ": " << words;
  world.count(tally);
}

TEST(RunSimulation, NothingIsLostDoubledOrOverCommitted) {
  base::set_log_level(base::LogLevel::kError);
  Tally tally;
  if (const char* one = std::getenv("MILLRACE_SIM_SEED")) {
    run_seed(static_cast<std::uint64_t>(base::parse_int(one).value_or(1)), tally);
    return;
  }
  for (std::uint64_t seed = 1; seed <= seeds() && !HasFailure(); ++seed) run_seed(seed, tally);
  for (const auto& [end, n] : tally.ends) printf("%6d %s\n", n, end.c_str());
  printf("%6d restarts\n%6d kills of the server\n%6d nodes lost\n", tally.restarts, tally.kills,
         tally.lost_nodes);
  // The trouble must have been there.
  for (const char* end : {"succeeded ", "stopped StoppedByUser", "failed CommandExited",
                          "failed OutOfMemory", "failed InstanceLost", "failed NodeLost",
                          "failed RestartLimitReached", "failed RequirementsFailed"})
    EXPECT_GT(tally.ends[end], 0) << end;
  EXPECT_GT(tally.restarts, 200);
  EXPECT_GT(tally.kills, 200);
  EXPECT_GT(tally.lost_nodes, 50);
}

TEST(StoreSimulation, TheLedgerAddsUpAndWorkloadsMirrorTheirRuns) {
  base::set_log_level(base::LogLevel::kError);
  for (std::uint64_t seed = 1001; seed <= 1000 + seeds() / 5 && !HasFailure(); ++seed) {
    World world(seed, [](Clock& clock, base::SeededRng&, Fuse& fuse) {
      return std::make_unique<StoreSimRows>(clock, fuse);
    });
    world.trouble(200);
    static_cast<StoreSimRows&>(world.rows()).verify();
    world.calm();
    static_cast<StoreSimRows&>(world.rows()).verify();
    for (const auto& words : world.broken()) ADD_FAILURE() << "seed " << seed << ": " << words;
    for (const auto& words : world.rows().violations())
      ADD_FAILURE() << "seed " << seed << ": " << words;
  }
}

}  // namespace
}  // namespace millrace::sim
