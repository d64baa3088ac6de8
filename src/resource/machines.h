// What work runs on: clusters, nodes with their cards, and flavors.
#pragma once
#include "resource/object.h"

namespace millrace::resource {

enum class ClusterType { kLocal };

struct Cluster : Object {
  std::string description;
  ClusterType type = ClusterType::kLocal;
  static const Kind& kind();
};

enum class NodeState { kReady, kCordoned, kLost };
// The manual's levels of a card fault; what follows from each is a table in resource/fault.h.
enum class FaultLevel { kNone, kL1, kL2, kL3, kL4, kL5, kL6 };

struct Card {
  std::int64_t index = 0;
  std::string model;
  std::int64_t memory_bytes = 0;
  std::string uuid;       // of the driver; empty for declared cards
  bool declared = false;  // from the configuration rather than found
  FaultLevel fault = FaultLevel::kNone;
};

struct Node : Object {
  std::string cluster;  // id
  std::string description;
  bool cordoned = false;      // no new work
  std::string cordon_reason;  // who or what cordoned it, in words
  NodeState state = NodeState::kReady;
  std::string state_reason;
  std::int64_t cpu_millis = 0, memory_bytes = 0, disk_bytes = 0;  // for runs
  std::int64_t reserved_cpu_millis = 0, reserved_memory_bytes = 0;  // for the system, beside them
  std::vector<Card> cards;
  std::vector<std::string> missing_walls;
  std::string no_egress;  // why runs cannot reach outside; empty: they can
  base::Time last_seen_at{};
  static const Kind& kind();
};

struct Flavor : Object {  // "14C_100G_1*A800"
  std::string cluster;    // id
  std::int64_t cpu_millis = 1000, memory_bytes = 0;
  std::string card_model;
  std::int64_t cards = 0;
  static const Kind& kind();
};

}  // namespace millrace::resource

namespace millrace::describe {
template <>
struct EnumWords<resource::ClusterType> {
  static constexpr std::string_view kWords[] = {"local"};
};
template <>
struct EnumWords<resource::NodeState> {
  static constexpr std::string_view kWords[] = {"ready", "cordoned", "lost"};
};
template <>
struct EnumWords<resource::FaultLevel> {
  static constexpr std::string_view kWords[] = {"none", "L1", "L2", "L3", "L4", "L5", "L6"};
};
template <> struct Described<resource::Card> { static const Table& get(); };
}  // namespace millrace::describe
