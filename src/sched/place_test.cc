#include "sched/place.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/rng.h"

namespace millrace::sched {
namespace {

using resource::ReasonCode;

NodeView node(std::string id, std::int64_t cores, int cards = 0) {
  NodeView out{
      .id = std::move(id), .cluster = "c", .cpu_millis = cores * 1000, .memory_bytes = cores << 30};
  for (int i = 0; i < cards; ++i) out.cards.push_back({.index = i, .model = "H800"});
  return out;
}

WaitingRun run(std::string id, std::int64_t cores, int replicas = 1, std::int64_t cards = 0) {
  WaitingRun out{.id = id, .name = id, .cluster = "c"};
  out.roles.push_back({.replicas = replicas,
                       .resources = {.cpu_millis = cores * 1000,
                                     .memory_bytes = cores << 30,
                                     .card_model = "H800",
                                     .cards = cards}});
  return out;
}

std::map<std::string, Decision> by_id(const std::vector<Decision>& decisions) {
  std::map<std::string, Decision> out;
  for (const auto& d : decisions) out[d.run_id] = d;
  return out;
}

TEST(Place, GivesConcreteCards) {
  Snapshot s{.nodes = {node("a", 8, 4)},
             .holdings = {{.node = "a", .cpu_millis = 1000, .memory_bytes = 0, .cards = {0, 2}}},
             .waiting = {run("r", 1, 2, 1)}};
  const auto d = place(s);
  ASSERT_EQ(d[0].placement.size(), 2u);
  EXPECT_EQ(d[0].placement[0].cards, std::vector<std::int64_t>{1});
  EXPECT_EQ(d[0].placement[1].cards, std::vector<std::int64_t>{3});
}

TEST(Place, GangIsWholeOrNotAtAllAndSaysWhatIsMissing) {
  Snapshot s{.nodes = {node("a", 4)},
             .holdings = {{.node = "a", .cpu_millis = 2000}},
             .waiting = {run("r", 1, 3)}};
  const auto d = place(s);
  EXPECT_TRUE(d[0].placement.empty());
  EXPECT_EQ(d[0].reason.code, ReasonCode::kWaitingForResources);
  EXPECT_EQ(d[0].words, "Still missing: 1 core.");
}

TEST(Place, StrictOrderNeverSkipsBackfillDoes) {
  Snapshot s{.nodes = {node("a", 4)},
             .holdings = {{.node = "a", .cpu_millis = 2000}},
             .waiting = {run("big", 4), run("small", 1)}};
  s.waiting[1].queued_at_ms = 1;
  auto d = by_id(place(s));
  EXPECT_EQ(d["big"].reason.code, ReasonCode::kWaitingForResources);
  EXPECT_EQ(d["small"].reason.code, ReasonCode::kWaitingForEarlier);
  EXPECT_NE(d["small"].words.find("big"), std::string::npos);
  d = by_id(place(s, Policy::kBackfill));
  EXPECT_EQ(d["small"].placement.size(), 1u);
  s.waiting[1].priority = 9;
  EXPECT_EQ(by_id(place(s))["small"].placement.size(), 1u);
}

TEST(Place, TheHopelessHoldUpNobody) {
  Snapshot s{.nodes = {node("a", 4), node("b", 16, 2)},
             .waiting = {run("huge", 64), run("away", 8), run("cards", 1, 1, 3), run("fits", 2)}};
  s.nodes[1].availability = Availability::kCordoned;
  for (std::size_t i = 0; i < s.waiting.size(); ++i)
    s.waiting[i].queued_at_ms = static_cast<std::int64_t>(i);
  auto d = by_id(place(s));
  EXPECT_EQ(d["huge"].reason.code, ReasonCode::kNoFittingNode);
  EXPECT_EQ(d["away"].reason.code, ReasonCode::kNodesUnavailable);
  EXPECT_EQ(d["cards"].reason.code, ReasonCode::kNoFittingNode);
  EXPECT_NE(d["cards"].words.find("1 H800 card"), std::string::npos);
  EXPECT_EQ(d["fits"].placement.at(0).node, "a");
}

TEST(Place, IsolatedCardsAreNotGiven) {
  Snapshot s{.nodes = {node("a", 8, 2)}, .waiting = {run("one", 1, 1, 1), run("two", 1, 1, 2)}};
  s.nodes[0].cards[0].use = CardUse::kIsolated;
  s.waiting[1].queued_at_ms = 1;
  auto d = by_id(place(s));
  EXPECT_EQ(d["one"].placement.at(0).cards, std::vector<std::int64_t>{1});
  EXPECT_EQ(d["two"].reason.code, ReasonCode::kNodesUnavailable);
}

TEST(Place, WorkWithoutCardsLeavesCardNodesFree) {
  Snapshot s{.nodes = {node("a", 8, 2), node("b", 64)}, .waiting = {run("r", 1)}};
  EXPECT_EQ(place(s)[0].placement.at(0).node, "b");
}

// ---- properties over random clusters
// -------------------------------------------------------------

struct Random {
  explicit Random(std::uint64_t seed) : rng(seed) {}
  std::int64_t upto(std::int64_t most) {
    return static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(most) + 1));
  }

  Snapshot snapshot() {
    Snapshot s;
    const auto nodes = 1 + upto(6);
    for (std::int64_t i = 0; i < nodes; ++i) {
      auto n = node("n" + std::to_string(i), 1 + upto(15), static_cast<int>(upto(4)));
      n.cluster = upto(3) == 0 ? "other" : "c";
      n.availability = static_cast<Availability>(std::max<std::int64_t>(0, upto(5) - 3));
      for (auto& card : n.cards) {
        if (upto(3) == 0) card.model = "A800";
        if (upto(4) == 0) card.use = CardUse::kIsolated;
      }
      if (upto(1) == 0)
        s.holdings.push_back(
            {.node = n.id, .cpu_millis = upto(n.cpu_millis), .memory_bytes = upto(n.memory_bytes)});
      if (!n.cards.empty() && upto(2) == 0)
        s.holdings.push_back({.node = n.id, .cards = {n.cards[0].index}});
      s.nodes.push_back(std::move(n));
    }
    const auto waiting = upto(12);
    for (std::int64_t i = 0; i < waiting; ++i) {
      auto r = run("r" + std::to_string(i), 1 + upto(7), 1 + static_cast<int>(upto(3)), upto(2));
      r.cluster = upto(3) == 0 ? "other" : "c";
      r.priority = 1 + static_cast<int>(upto(8));
      r.queued_at_ms = upto(5);
      if (upto(2) == 0)
        r.roles.push_back(
            {.replicas = 1,
             .resources = {
                 .cpu_millis = 1000 * (1 + upto(3)), .card_model = "A800", .cards = upto(1)}});
      s.waiting.push_back(std::move(r));
    }
    return s;
  }
  base::SeededRng rng;
};

bool waits_in_line(ReasonCode c) {
  return c == ReasonCode::kWaitingForResources || c == ReasonCode::kWaitingForEarlier;
}

void check_one_reason(const Snapshot& s, const std::vector<Decision>& decisions) {
  ASSERT_EQ(decisions.size(), s.waiting.size());
  std::set<std::string> seen;
  for (const auto& d : decisions) {
    EXPECT_TRUE(seen.insert(d.run_id).second);
    const bool known = waits_in_line(d.reason.code) ||
                       d.reason.code == ReasonCode::kNoFittingNode ||
                       d.reason.code == ReasonCode::kNodesUnavailable;
    EXPECT_EQ(d.placement.empty(), known);
    EXPECT_EQ(d.placement.empty(), !d.words.empty());
  }
}

void check_gangs(const Snapshot& s, const std::vector<Decision>& decisions,
                 std::vector<Holding>& held) {
  for (const auto& d : decisions) {
    if (d.placement.empty()) continue;
    const auto& r = *std::find_if(s.waiting.begin(), s.waiting.end(),
                                  [&](const auto& w) { return w.id == d.run_id; });
    std::size_t next = 0;
    for (const auto& role : r.roles)
      for (int i = 0; i < role.replicas; ++i) {
        ASSERT_LT(next, d.placement.size());
        const auto& p = d.placement[next];
        EXPECT_EQ(p.instance, static_cast<std::int64_t>(next++));
        EXPECT_EQ(std::ssize(p.cards), role.resources.cards);
        const auto& n = *std::find_if(s.nodes.begin(), s.nodes.end(),
                                      [&](const auto& v) { return v.id == p.node; });
        EXPECT_EQ(n.cluster, r.cluster);
        EXPECT_EQ(n.availability, Availability::kReady);
        for (const auto c : p.cards) {
          EXPECT_EQ(n.cards.at(static_cast<std::size_t>(c)).use, CardUse::kUsable);
          EXPECT_EQ(n.cards.at(static_cast<std::size_t>(c)).model, role.resources.card_model);
        }
        held.push_back({.node = p.node,
                        .cpu_millis = role.resources.cpu_millis,
                        .memory_bytes = role.resources.memory_bytes,
                        .cards = p.cards});
      }
    EXPECT_EQ(next, d.placement.size());
  }
}

// Strict order: after the first that waits for resources nobody of its cluster is placed, and
// nobody before it waits behind somebody.
void check_order(const Snapshot& s, const std::vector<Decision>& decisions) {
  std::map<std::string, const WaitingRun*> runs;
  for (const auto& r : s.waiting) runs[r.id] = &r;
  std::map<std::string, bool> blocked;
  const WaitingRun* last = nullptr;
  for (const auto& d : decisions) {
    const WaitingRun* r = runs[d.run_id];
    if (last != nullptr) {
      EXPECT_TRUE(last->priority > r->priority ||
                  (last->priority == r->priority && last->queued_at_ms <= r->queued_at_ms));
    }
    last = r;
    if (blocked[r->cluster]) {
      EXPECT_TRUE(d.placement.empty());
      EXPECT_NE(d.reason.code, ReasonCode::kWaitingForResources);
    } else {
      EXPECT_NE(d.reason.code, ReasonCode::kWaitingForEarlier);
    }
    if (d.reason.code == ReasonCode::kWaitingForResources) blocked[r->cluster] = true;
  }
}

TEST(PlaceProperties, HoldOnRandomClusters) {
  int placed = 0;
  std::map<ReasonCode, int> reasons;
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const Snapshot s = random.snapshot();
    for (const auto policy : {Policy::kStrictFifo, Policy::kBackfill}) {
      const auto decisions = place(s, policy);
      check_one_reason(s, decisions);
      auto held = s.holdings;
      check_gangs(s, decisions, held);
      EXPECT_EQ(over_committed(s.nodes, held), "");
      if (policy == Policy::kStrictFifo) check_order(s, decisions);
      for (const auto& d : decisions) d.placement.empty() ? ++reasons[d.reason.code] : ++placed;
    }
    if (::testing::Test::HasFailure()) break;
  }
  EXPECT_GT(placed, 1000);
  EXPECT_EQ(reasons.size(), 4u);
}

TEST(OverCommitted, NamesTheFault) {
  EXPECT_EQ(over_committed({node("a", 2)}, {{.node = "a", .cpu_millis = 2000}}), "");
  EXPECT_NE(over_committed({node("a", 2)}, {{.node = "a", .cpu_millis = 2001}}), "");
  EXPECT_NE(
      over_committed({node("a", 2, 1)}, {{.node = "a", .cards = {0}}, {.node = "a", .cards = {0}}}),
      "");
}

}  // namespace
}  // namespace millrace::sched
