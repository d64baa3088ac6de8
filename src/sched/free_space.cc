#include "sched/free_space.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace millrace::sched {
namespace {

constexpr double kGib = 1024.0 * 1024.0 * 1024.0;

bool fits(const FreeNode& node, const protocol::Resources& want) {
  if (node.cpu_millis < want.cpu_millis || node.memory_bytes < want.memory_bytes) return false;
  return want.cards == 0 || node.cards_of(want.card_model) >= want.cards;
}

InstancePlacement take(FreeNode& node, std::int64_t instance, const protocol::Resources& want) {
  InstancePlacement out{.instance = instance, .node = node.node->id, .cards = {}};
  node.cpu_millis -= want.cpu_millis;
  node.memory_bytes -= want.memory_bytes;
  std::erase_if(node.cards, [&](const CardView& card) {
    if (std::ssize(out.cards) == want.cards || card.model != want.card_model) return false;
    out.cards.push_back(card.index);
    return true;
  });
  return out;
}

// The node that is left fullest, and one without cards before one whose cards would lie idle.
FreeNode* choose(FreeSpace& space, const protocol::Resources& want) {
  FreeNode* best = nullptr;
  const auto rank = [&](const FreeNode& n) {
    return std::tuple(want.cards == 0 ? n.cards.size() : std::size_t{0}, n.cards.size(),
                      n.cpu_millis);
  };
  for (auto& node : space)
    if (fits(node, want) && (best == nullptr || rank(node) < rank(*best))) best = &node;
  return best;
}

struct Wanted {
  std::int64_t instance = 0;
  const protocol::Resources* resources = nullptr;
};

std::vector<Wanted> largest_first(const std::vector<RoleDemand>& roles) {
  std::vector<Wanted> out;
  std::int64_t instance = 0;
  for (const auto& role : roles)
    for (int i = 0; i < role.replicas; ++i) out.push_back({instance++, &role.resources});
  std::stable_sort(out.begin(), out.end(), [](const Wanted& a, const Wanted& b) {
    const auto size = [](const protocol::Resources& r) {
      return std::tuple(r.cards, r.cpu_millis, r.memory_bytes);
    };
    return size(*a.resources) > size(*b.resources);
  });
  return out;
}

}  // namespace

std::int64_t FreeNode::cards_of(const std::string& model) const {
  return std::count_if(cards.begin(), cards.end(),
                       [&](const CardView& c) { return c.model == model; });
}

FreeSpace empty_space(const std::vector<NodeView>& nodes, const std::string& cluster, Which which) {
  FreeSpace out;
  for (const auto& node : nodes) {
    if (node.cluster != cluster) continue;
    if (which == Which::kReadyOnly && node.availability != Availability::kReady) continue;
    FreeNode free{&node, node.cpu_millis, node.memory_bytes, {}};
    for (const auto& card : node.cards)
      if (which == Which::kAll || card.use == CardUse::kUsable) free.cards.push_back(card);
    out.push_back(std::move(free));
  }
  return out;
}

void subtract(FreeSpace& space, const Holding& holding) {
  for (auto& free : space) {
    if (free.node->id != holding.node) continue;
    free.cpu_millis -= holding.cpu_millis;
    free.memory_bytes -= holding.memory_bytes;
    std::erase_if(free.cards, [&](const CardView& card) {
      return std::find(holding.cards.begin(), holding.cards.end(), card.index) !=
             holding.cards.end();
    });
  }
}

std::optional<std::vector<InstancePlacement>> fit(FreeSpace& space,
                                                  const std::vector<RoleDemand>& roles) {
  FreeSpace left = space;
  std::vector<InstancePlacement> out;
  for (const auto& wanted : largest_first(roles)) {
    FreeNode* node = choose(left, *wanted.resources);
    if (node == nullptr) return std::nullopt;
    out.push_back(take(*node, wanted.instance, *wanted.resources));
  }
  std::sort(out.begin(), out.end(),
            [](const auto& a, const auto& b) { return a.instance < b.instance; });
  space = std::move(left);
  return out;
}

std::string missing(const FreeSpace& space, const std::vector<RoleDemand>& roles) {
  std::int64_t cpu = 0, memory = 0;
  std::map<std::string, std::int64_t> cards;
  for (const auto& role : roles) {
    cpu += role.replicas * role.resources.cpu_millis;
    memory += role.replicas * role.resources.memory_bytes;
    if (role.resources.cards > 0)
      cards[role.resources.card_model] += role.replicas * role.resources.cards;
  }
  for (const auto& free : space) {
    cpu -= std::max<std::int64_t>(0, free.cpu_millis);
    memory -= std::max<std::int64_t>(0, free.memory_bytes);
    for (auto& [model, count] : cards) count -= free.cards_of(model);
  }
  std::string out;
  const auto add = [&](std::string text) { out += (out.empty() ? "" : ", ") + std::move(text); };
  if (cpu > 0)
    add(fmt::format("{:g} core{}", static_cast<double>(cpu) / 1000, cpu == 1000 ? "" : "s"));
  if (memory > 0) add(fmt::format("{:.3g} GiB of memory", static_cast<double>(memory) / kGib));
  for (const auto& [model, count] : cards)
    if (count > 0) add(fmt::format("{} {} card{}", count, model, count == 1 ? "" : "s"));
  return out;
}

}  // namespace millrace::sched
