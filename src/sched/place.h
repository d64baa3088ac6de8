// Placement: which waiting runs start now, on which nodes and cards, and why each other one waits.
// A pure function of a snapshot: the same snapshot gives the same plan, and a plan never
// over-commits a node.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "protocol/run_spec.h"
#include "resource/run_state.h"

namespace millrace::sched {

enum class Availability { kReady, kCordoned, kLost };
enum class CardUse { kUsable, kIsolated };

struct CardView {
  std::int64_t index = 0;
  std::string model{};
  CardUse use = CardUse::kUsable;
};

struct NodeView {
  std::string id{};
  std::string cluster{};
  Availability availability = Availability::kReady;
  std::int64_t cpu_millis = 0, memory_bytes = 0;
  std::vector<CardView> cards{};
};

// What one placed instance holds of a node.
struct Holding {
  std::string node{};
  std::int64_t cpu_millis = 0, memory_bytes = 0;
  std::vector<std::int64_t> cards{};
};

struct RoleDemand {
  int replicas = 1;
  protocol::Resources resources{};  // of each replica; memory 0: none reserved
};

struct WaitingRun {
  std::string id{};
  std::string name{};  // for the words of those that wait for it
  std::string cluster{};
  int priority = 5;  // higher first
  std::int64_t queued_at_ms = 0;
  std::vector<RoleDemand> roles{};
};

struct Snapshot {
  std::vector<NodeView> nodes{};
  std::vector<Holding> holdings{};
  std::vector<WaitingRun> waiting{};
};

enum class Policy {
  kStrictFifo,  // what could run now waits behind what comes first
  kBackfill,    // what fits now may start before an earlier one that does not
};

struct InstancePlacement {
  std::int64_t instance = 0;  // numbered over all roles in order
  std::string node{};
  std::vector<std::int64_t> cards{};
};

// Either all instances are placed, or none is and `reason` says why, in words too.
struct Decision {
  std::string run_id{};
  std::vector<InstancePlacement> placement{};
  resource::Reason reason{};
  std::string words{};
};

// One decision for each waiting run, in the order in which they were considered: by priority, then
// by time, then by id, each cluster by itself. A run that no node could hold even when empty, or
// whose nodes are all cordoned or lost, holds up nobody.
std::vector<Decision> place(const Snapshot& snapshot, Policy policy = Policy::kStrictFifo);

// Checks that holdings fit their nodes: "" or what is over-committed, in words. For tests and
// doctor.
std::string over_committed(const std::vector<NodeView>& nodes,
                           const std::vector<Holding>& holdings);

}  // namespace millrace::sched

namespace millrace::describe {
template <>
struct EnumWords<sched::Policy> {
  static constexpr std::string_view kWords[] = {"strict_fifo", "backfill"};
};
}  // namespace millrace::describe
