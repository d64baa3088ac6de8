// What is free on the nodes of one cluster, and fitting a gang into it. Values; used by place.cc.
#pragma once
#include <optional>

#include "sched/place.h"

namespace millrace::sched {

struct FreeNode {
  const NodeView* node = nullptr;
  std::int64_t cpu_millis = 0, memory_bytes = 0;
  std::vector<CardView> cards{};  // free and usable

  std::int64_t cards_of(const std::string& model) const;
};
using FreeSpace = std::vector<FreeNode>;

enum class Which { kReadyOnly, kAll };
// All that the nodes of the cluster have, as if nothing ran. kReadyOnly: without cordoned and lost
// nodes and isolated cards.
FreeSpace empty_space(const std::vector<NodeView>& nodes, const std::string& cluster, Which which);
void subtract(FreeSpace& space, const Holding& holding);

// Places every instance and takes it out of `space`; or nullopt and `space` as it was. Exact when
// all roles ask for the same; with different ones the largest go first.
std::optional<std::vector<InstancePlacement>> fit(FreeSpace& space,
                                                  const std::vector<RoleDemand>& roles);

// What the gang asks for beyond all that is free together, in words; "" when only its spread is at
// fault.
std::string missing(const FreeSpace& space, const std::vector<RoleDemand>& roles);

}  // namespace millrace::sched
