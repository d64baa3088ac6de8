#include "sched/place.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "sched/free_space.h"

namespace millrace::sched {
namespace {

using resource::ReasonCode;

// One cluster while its waiting runs are considered one after another.
struct Cluster {
  FreeSpace free;
  const WaitingRun* blocker = nullptr;  // the first that waits for resources
};

Cluster open_cluster(const Snapshot& snapshot, const std::string& id) {
  Cluster out{empty_space(snapshot.nodes, id, Which::kReadyOnly), nullptr};
  for (const auto& holding : snapshot.holdings) subtract(out.free, holding);
  return out;
}

Decision wait(const WaitingRun& run, ReasonCode code, std::string words) {
  return {.run_id = run.id,
          .placement = {},
          .reason = {.code = code, .detail = {}},
          .words = std::move(words)};
}

// Why the run can wait for as long as it likes and nothing will come free for it; nullopt if it
// may.
std::optional<Decision> hopeless(const Snapshot& snapshot, const WaitingRun& run) {
  auto all = empty_space(snapshot.nodes, run.cluster, Which::kAll);
  if (!fit(all, run.roles)) {
    const std::string lack = missing(all, run.roles);
    return wait(run, ReasonCode::kNoFittingNode,
                lack.empty() ? "No node of the cluster is large enough for one instance, even when "
                               "empty. Choose a smaller flavor."
                             : fmt::format("The cluster is too small even when empty: {} too few. "
                                           "Choose a smaller flavor or fewer instances.",
                                           lack));
  }
  auto ready = empty_space(snapshot.nodes, run.cluster, Which::kReadyOnly);
  if (!fit(ready, run.roles))
    return wait(run, ReasonCode::kNodesUnavailable,
                "The nodes that could hold it are cordoned or lost, or their cards are isolated. "
                "Uncordon one, or wait until it is back.");
  return std::nullopt;
}

Decision consider(const Snapshot& snapshot, Policy policy, const WaitingRun& run,
                  Cluster& cluster) {
  const bool may_go = policy == Policy::kBackfill || cluster.blocker == nullptr;
  if (may_go)
    if (auto placed = fit(cluster.free, run.roles))
      return {.run_id = run.id, .placement = std::move(*placed), .reason = {}, .words = {}};
  if (auto never = hopeless(snapshot, run)) return std::move(*never);
  if (!may_go)
    return wait(run, ReasonCode::kWaitingForEarlier,
                fmt::format("Waits behind {}, which is more urgent or was queued earlier.",
                            cluster.blocker->name));
  if (cluster.blocker == nullptr) cluster.blocker = &run;
  const std::string lack = missing(cluster.free, run.roles);
  return wait(run, ReasonCode::kWaitingForResources,
              lack.empty() ? "Enough is free, but scattered over too many nodes."
                           : fmt::format("Still missing: {}.", lack));
}

}  // namespace

std::vector<Decision> place(const Snapshot& snapshot, Policy policy) {
  std::vector<const WaitingRun*> order;
  for (const auto& run : snapshot.waiting) order.push_back(&run);
  std::sort(order.begin(), order.end(), [](const WaitingRun* a, const WaitingRun* b) {
    return std::tuple(-a->priority, a->queued_at_ms, std::cref(a->id).get()) <
           std::tuple(-b->priority, b->queued_at_ms, std::cref(b->id).get());
  });
  std::map<std::string, Cluster> clusters;
  std::vector<Decision> out;
  for (const WaitingRun* run : order) {
    auto cluster = clusters.find(run->cluster);
    if (cluster == clusters.end())
      cluster = clusters.emplace(run->cluster, open_cluster(snapshot, run->cluster)).first;
    out.push_back(consider(snapshot, policy, *run, cluster->second));
  }
  return out;
}

std::string over_committed(const std::vector<NodeView>& nodes,
                           const std::vector<Holding>& holdings) {
  for (const auto& node : nodes) {
    std::int64_t cpu = node.cpu_millis, memory = node.memory_bytes;
    std::set<std::int64_t> free;
    for (const auto& card : node.cards) free.insert(card.index);
    for (const auto& holding : holdings) {
      if (holding.node != node.id) continue;
      cpu -= holding.cpu_millis;
      memory -= holding.memory_bytes;
      for (const auto index : holding.cards)
        if (free.erase(index) == 0)
          return fmt::format("card {} of node {} is given twice or does not exist", index, node.id);
    }
    if (cpu < 0) return fmt::format("node {} has {} thousandths of a core too few", node.id, -cpu);
    if (memory < 0) return fmt::format("node {} has {} bytes of memory too few", node.id, -memory);
  }
  return "";
}

}  // namespace millrace::sched
