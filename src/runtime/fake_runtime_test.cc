#include "runtime/fake_runtime.h"

#include <gtest/gtest.h>

#include "runtime/log_cursor.h"

namespace millrace::runtime {
namespace {

using Phase = InstanceObservation::Phase;

std::vector<protocol::InstanceSpec> specs(int count) {
  std::vector<protocol::InstanceSpec> out;
  for (int i = 0; i < count; ++i) {
    protocol::InstanceSpec spec;
    spec.run_id = "0run";
    spec.instance = i;
    spec.node = "node" + std::to_string(i);
    spec.command = {"true"};
    spec.stop_grace_s = 5;
    out.push_back(spec);
  }
  return out;
}

struct World {
  explicit World(FakeBehaviour behaviour = {}, FakeFaults faults = {}, std::uint64_t seed = 1)
      : runtime(
            clock, seed, [behaviour](auto&, auto&) { return behaviour; }, faults) {}
  std::vector<InstanceObservation> see() {
    auto seen = runtime.observe();
    return seen && !seen->attempts.empty() ? seen->attempts[0].instances
                                           : std::vector<InstanceObservation>{};
  }
  base::FakeClock clock;
  FakeRuntime runtime;
  AttemptKey key{"0run", 1};
};

TEST(FakeRuntime, RunsToItsEndAsTheClockMoves) {
  World w({.end = {.exit_code = 3}});
  ASSERT_TRUE(w.runtime.ensure(w.key, specs(2)));
  EXPECT_EQ(w.see()[0].phase, Phase::kStarting);
  w.clock.advance(Duration(100));
  EXPECT_EQ(w.see()[1].phase, Phase::kRunning);
  EXPECT_EQ(w.runtime.running().size(), 2u);
  w.clock.advance(Duration(2000));
  const auto seen = w.see();
  ASSERT_EQ(seen[0].phase, Phase::kExited);
  EXPECT_EQ(seen[0].exit->exit_code, 3);
  EXPECT_EQ(seen[0].exit->duration_ms, 1000);
}

TEST(FakeRuntime, TermIgnoredEndsAfterTheGrace) {
  World w({.run_for = FakeBehaviour::kForever, .on_term = FakeBehaviour::OnTerm::kIgnores});
  ASSERT_TRUE(w.runtime.ensure(w.key, specs(1)));
  w.clock.advance(Duration(100));
  ASSERT_TRUE(w.runtime.ensure_gone(w.key));
  w.clock.advance(Duration(4999));
  EXPECT_EQ(w.see()[0].phase, Phase::kStopping);
  w.clock.advance(Duration(1));
  EXPECT_EQ(w.see()[0].exit->signal, 9);
}

TEST(FakeRuntime, DeadNodeIsSilentThenLost) {
  World w({.run_for = FakeBehaviour::kForever});
  ASSERT_TRUE(w.runtime.ensure(w.key, specs(2)));
  w.clock.advance(Duration(100));
  w.runtime.kill_node("node1");
  const auto seen = w.runtime.observe();
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->completeness, Observation::Completeness::kIncomplete);
  EXPECT_EQ(seen->silent_nodes, std::vector<std::string>{"node1"});
  EXPECT_EQ(seen->attempts[0].instances.size(), 1u);
  w.runtime.join_node("node1");
  EXPECT_EQ(w.see()[1].phase, Phase::kLost);
}

TEST(FakeRuntime, SeesAnAttemptThatBeganTooEarly) {
  World w({.run_for = FakeBehaviour::kForever});
  ASSERT_TRUE(w.runtime.ensure(w.key, specs(1)));
  w.clock.advance(Duration(100));
  w.runtime.cut_node("node0");
  auto second = specs(1);
  second[0].attempt = 2;
  second[0].node = "node9";
  ASSERT_TRUE(w.runtime.ensure({"0run", 2}, second));
  w.clock.advance(Duration(100));
  EXPECT_EQ(w.runtime.violations().size(), 1u);
}

TEST(FakeRuntime, BadLinesNeverDoubleAStart) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    World w({},
            {.lose_call = 0.2,
             .lose_reply = 0.2,
             .late_call = 0.2,
             .repeat_call = 0.3,
             .drop_from_view = 0.2},
            seed);
    for (int i = 0; i < 30; ++i) {
      [[maybe_unused]] const auto ignored = w.runtime.ensure(w.key, specs(2));
      w.clock.advance(Duration(200));
    }
    w.runtime.set_faults({});
    EXPECT_EQ(w.runtime.starts(w.key, 0), 1) << "seed " << seed;
    EXPECT_EQ(w.see()[1].phase, Phase::kExited) << "seed " << seed;
  }
}

TEST(LogCursor, FormsAndTails) {
  EXPECT_EQ(parse_log_cursor("12")->offset, 12u);
  EXPECT_EQ(parse_log_cursor("tail:3")->lines, 3u);
  EXPECT_EQ(parse_log_cursor("since:5")->since_ms, 5);
  EXPECT_FALSE(parse_log_cursor("tail:x"));
  EXPECT_FALSE(parse_log_cursor("-1"));
  EXPECT_EQ(tail_offset("a\nb\nc\n", 2), 2u);
  EXPECT_EQ(tail_offset("a\nb\nc", 1), 4u);
  EXPECT_EQ(tail_offset("a\nb", 9), 0u);
  EXPECT_EQ(tail_offset("a\nb", 0), 3u);
}

TEST(ScalarRecords, TakenApartOrRefused) {
  const auto records = parse_scalar_records(
      "{\"file\":\"a\",\"offset\":4,\"size\":3}\nx\nz{\"file\":\"b\",\"offset\":0,\"size\":0}\n");
  ASSERT_TRUE(records);
  ASSERT_EQ(records->size(), 2u);
  EXPECT_EQ((*records)[0].bytes, "x\nz");
  EXPECT_EQ((*records)[0].offset, 4);
  EXPECT_FALSE(parse_scalar_records("{\"file\":\"a\",\"offset\":4,\"size\":3}\nx"));
  EXPECT_FALSE(parse_scalar_records("nonsense"));
}

}  // namespace
}  // namespace millrace::runtime
