#include "infer/step_planner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/rng.h"

namespace millrace::infer {
namespace {

using Ids = std::vector<std::int32_t>;

struct Job {
  std::string client;
  PrefixDomain domain;
  Ids ids;
  std::int64_t to_generate = 0;
};

class Simulation {
 public:
  Simulation(PlannerOptions options, std::int32_t blocks, std::int32_t block_tokens)
      : options_(options), pool_(blocks, block_tokens), planner_(options, pool_) {}

  void add(SequenceId id, Job job) {
    const std::size_t waiting = planner_.waiting();
    const auto added =
        planner_.add({.id = id, .client = job.client, .domain = job.domain, .ids = job.ids});
    ASSERT_EQ(added.has_value(), waiting < options_.max_waiting);
    if (added) jobs_[id] = std::move(job);
  }
  void cancel(SequenceId id) {
    planner_.remove(id);
    jobs_.erase(id);
  }
  // One step, with everything that must hold of a plan.
  void step() {
    const auto rows = planner_.plan();
    ASSERT_TRUE(jobs_.empty() || !rows.empty()) << "nobody gets on";
    std::int64_t total = 0;
    std::set<SequenceId> seen;
    std::map<std::int32_t, SequenceId> written;
    for (const PlannedRows& row : rows) {
      ASSERT_TRUE(seen.insert(row.id).second);
      const auto view = *planner_.view(row.id);
      ASSERT_EQ(row.position, view.computed);
      ASSERT_GT(row.count, 0);
      const std::int64_t end = row.position + row.count;
      ASSERT_EQ(row.last, end == static_cast<std::int64_t>(view.ids.size()));
      ASSERT_EQ(static_cast<std::int64_t>(view.blocks.size()),
                (end + pool_.block_tokens() - 1) / pool_.block_tokens());
      for (std::int64_t i = row.position / pool_.block_tokens();
           i < static_cast<std::int64_t>(view.blocks.size()); ++i)
        ASSERT_TRUE(written.emplace(view.blocks[static_cast<std::size_t>(i)], row.id).second)
            << "two sequences write one block";
      total += row.count;
    }
    ASSERT_LE(total, options_.step_tokens);
    ASSERT_LE(planner_.running(), options_.max_running);
    planner_.commit(rows);
    for (const PlannedRows& row : rows) {
      rows_of[jobs_.at(row.id).client] += row.count;
      if (row.last) generate(row.id);
    }
  }
  void generate(SequenceId id) {
    Job& job = jobs_.at(id);
    if (--job.to_generate <= 0) return finish(id);
    planner_.append(id, static_cast<std::int32_t>(id % 3));
  }
  void finish(SequenceId id) {
    order.push_back(id);
    cancel(id);
  }
  const std::map<SequenceId, Job>& jobs() const { return jobs_; }
  BlockPool& pool() { return pool_; }
  StepPlanner& planner() { return planner_; }

  std::map<std::string, std::int64_t> rows_of;
  std::vector<SequenceId> order;

 private:
  PlannerOptions options_;
  BlockPool pool_;
  StepPlanner planner_;
  std::map<SequenceId, Job> jobs_;
};

Job random_job(Rng& rng, std::int64_t capacity) {
  Job job{.client = std::string(1, static_cast<char>('a' + rng.below(4))),
          .domain = {.isolation = rng.below(2) ? "x" : "y"},
          .ids = {},
          .to_generate = 1 + static_cast<std::int64_t>(rng.below(12))};
  const auto longest = static_cast<std::uint64_t>(capacity - job.to_generate);
  const std::size_t length =
      1 + rng.below(rng.below(4) ? std::min<std::uint64_t>(longest, 20) : longest);
  for (std::size_t i = 0; i < length; ++i)
    job.ids.push_back(static_cast<std::int32_t>(i < 8 ? 1 : rng.below(2)));
  return job;
}

TEST(StepPlanner, RandomArrivalsSizesAndCancelsAllFinish) {
  std::int64_t preemptions = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    base::SeededRng rng(seed);
    const PlannerOptions options{.step_tokens = 4 + static_cast<std::int64_t>(rng.below(30)),
                                 .max_running = 1 + rng.below(8),
                                 .max_waiting = 10,
                                 .turn_tokens = 1 + static_cast<std::int64_t>(rng.below(20))};
    Simulation simulation({.step_tokens = std::max<std::int64_t>(options.step_tokens, 8),
                           .max_running = options.max_running,
                           .max_waiting = options.max_waiting,
                           .turn_tokens = options.turn_tokens},
                          14, 4);
    SequenceId next = 1;
    for (int step = 0; step < 300; ++step) {
      if (rng.below(3) == 0)
        simulation.add(next++, random_job(rng, simulation.planner().capacity()));
      if (rng.below(30) == 0 && !simulation.jobs().empty())
        simulation.cancel(simulation.jobs().begin()->first);
      ASSERT_NO_FATAL_FAILURE(simulation.step());
    }
    for (int step = 0; !simulation.jobs().empty(); ++step) {
      ASSERT_LT(step, 5000) << "somebody starves";
      ASSERT_NO_FATAL_FAILURE(simulation.step());
    }
    EXPECT_EQ(simulation.pool().available(), simulation.pool().size());
    EXPECT_EQ(simulation.planner().running() + simulation.planner().waiting(), 0U);
    preemptions += simulation.planner().preemptions();
  }
  EXPECT_GT(preemptions, 0) << "the simulation never ran out of blocks";
}

// A sequence that fills the pool is admitted although small ones never cease to come.
TEST(StepPlanner, ALargeOneDoesNotStarve) {
  Simulation simulation({.step_tokens = 16, .max_running = 8, .max_waiting = 100}, 16, 4);
  for (SequenceId id = 1; id <= 4; ++id)
    simulation.add(id, {.client = "small", .domain = {}, .ids = Ids(6, 1), .to_generate = 4});
  simulation.step();
  simulation.add(5, {.client = "large", .domain = {}, .ids = Ids(60, 2), .to_generate = 2});
  for (SequenceId id = 6; id < 80 && simulation.jobs().contains(5); ++id) {
    simulation.add(id, {.client = "small", .domain = {}, .ids = Ids(6, 1), .to_generate = 4});
    ASSERT_NO_FATAL_FAILURE(simulation.step());
  }
  EXPECT_FALSE(simulation.jobs().contains(5));
}

TEST(StepPlanner, ClientsShareRowsOfPromptsHoweverManyRequestsOneSends) {
  Simulation simulation(
      {.step_tokens = 40, .max_running = 16, .max_waiting = 1000, .turn_tokens = 10}, 400, 4);
  for (SequenceId id = 1; id <= 40; ++id)
    simulation.add(id, {.client = "many",
                        .domain = {.isolation = std::to_string(id)},
                        .ids = Ids(50, 1),
                        .to_generate = 1});
  for (SequenceId id = 41; id <= 44; ++id)
    simulation.add(id, {.client = "few",
                        .domain = {.isolation = std::to_string(id)},
                        .ids = Ids(50, 2),
                        .to_generate = 1});
  for (int step = 0; step < 10; ++step) ASSERT_NO_FATAL_FAILURE(simulation.step());
  EXPECT_EQ(simulation.rows_of["few"], 200);
  EXPECT_EQ(simulation.rows_of["many"], 200);
}

TEST(StepPlanner, APrefixIsComputedOnceAndTheLastRowAlways) {
  Simulation simulation({.step_tokens = 64}, 16, 4);
  simulation.add(1, {.client = "a", .domain = {}, .ids = Ids(12, 1), .to_generate = 3});
  simulation.step();
  simulation.add(2, {.client = "a", .domain = {}, .ids = Ids(12, 1), .to_generate = 3});
  const auto rows = simulation.planner().plan();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].position, 8);  // the last block holds the last row, which gives the logits
  EXPECT_EQ(rows[1].count, 4);
  EXPECT_EQ(simulation.planner().view(2)->cached, 8);
}

}  // namespace
}  // namespace millrace::infer
