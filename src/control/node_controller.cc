#include "control/node_controller.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/log.h"
#include "domain/node_ops.h"
#include "store/table.h"

namespace millrace::control {
namespace {

using resource::Card;
using resource::Flavor;
using resource::Node;

constexpr base::Duration kBeat{10'000};
constexpr std::int64_t kGib = std::int64_t{1} << 30;
constexpr std::int64_t kMib = std::int64_t{1} << 20;

// As in flavors: "NVIDIA H800 PCIe" → "H800-PCIe".
std::string model_name(std::string name) {
  if (name.starts_with("NVIDIA ")) name.erase(0, 7);
  for (char& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '.' || c == '_';
    if (!plain) c = '-';
  }
  return name;
}

Flavor flavor(const Node& node, std::int64_t cores, std::int64_t gib) {
  Flavor f;
  f.cluster = node.cluster;
  f.name = fmt::format("{}C_{}G", cores, gib);
  f.cpu_millis = cores * 1000;
  f.memory_bytes = gib * kGib;
  return f;
}

}  // namespace

std::vector<Card> all_cards(const std::vector<metrics::CardInfo>& found,
                            const std::vector<DeclaredCards>& declared) {
  std::vector<Card> out;
  std::int64_t next = 0;
  for (const auto& info : found) {
    Card card;
    card.index = info.index;
    card.model = model_name(info.model);
    card.memory_bytes = info.memory_bytes;
    card.uuid = info.uuid;
    next = std::max(next, info.index + 1);
    out.push_back(std::move(card));
  }
  for (const auto& group : declared)
    for (std::int64_t i = 0; i < group.count; ++i) {
      Card card;
      card.index = next++;
      card.model = model_name(group.model);
      card.memory_bytes = group.memory_bytes;
      card.declared = true;
      out.push_back(std::move(card));
    }
  return out;
}

std::vector<Flavor> fitting_flavors(const Node& node) {
  std::vector<Flavor> out;
  const std::int64_t cores = node.cpu_millis / 1000, gib = node.memory_bytes / kGib;
  for (std::int64_t c = 1; c <= cores && 2 * c <= gib; c *= 2)
    out.push_back(flavor(node, c, 2 * c));
  std::map<std::string, std::int64_t> models;
  for (const auto& card : node.cards) ++models[card.model];
  const auto all = static_cast<std::int64_t>(node.cards.size());
  for (const auto& [model, count] : models)
    for (std::int64_t n = 1; n <= count; n *= 2) {
      const std::int64_t share = std::max<std::int64_t>(1, cores * n / all);
      Flavor f = flavor(node, share, std::max<std::int64_t>(1, gib * n / all));
      f.name += fmt::format("_{}*{}", n, model);
      f.card_model = model;
      f.cards = n;
      out.push_back(std::move(f));
    }
  return out;
}

NodeController::NodeController(store::Store& store, runtime::Runtime& runtime,
                               metrics::CardProbe& cards, NodeOptions options)
    : store_(store), runtime_(runtime), cards_(cards), options_(std::move(options)) {}

Result<void> NodeController::start() {
  TRY(register_machine());
  thread_ = base::Thread("node", [this] { run(); });
  return {};
}

void NodeController::stop() {
  if (!thread_.joinable()) return;
  wake_.stop();
  thread_.join();
}

Result<void> NodeController::register_machine() {
  TRY_ASSIGN(const auto facts, runtime_.facts());
  auto found = cards_.discover();
  if (!found)
    log_warning("node", "cards could not be looked for", {{"error", found.error().to_string()}});
  Node node;
  node.name = facts.name;
  node.reserved_cpu_millis = options_.reserved_cpu_millis;
  node.reserved_memory_bytes = options_.reserved_memory_bytes;
  node.cpu_millis = facts.cpu_millis - node.reserved_cpu_millis;
  // The last bytes differ from boot to boot.
  node.memory_bytes = facts.memory_bytes / kMib * kMib - node.reserved_memory_bytes;
  if (node.cpu_millis < 1 || node.memory_bytes < 1)
    return fail(ErrorCode::kInvalid,
                fmt::format("node.reserved_cores and node.reserved_memory_mib leave nothing of {} "
                            "cores and {} MiB for runs; reserve less",
                            facts.cpu_millis / 1000, facts.memory_bytes / kMib));
  node.disk_bytes = facts.disk_bytes;
  node.missing_walls = facts.missing_walls;
  node.no_egress = facts.no_egress;
  node.cards = all_cards(found ? *found : std::vector<metrics::CardInfo>{}, options_.declared);
  return store_.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(const auto cluster, domain::ensure_cluster(tx, options_.cluster));
    Node reported = node;
    reported.cluster = cluster.id;
    TRY(domain::rename_single_node(tx, cluster.id, reported.name));
    TRY_ASSIGN(const Node registered, domain::register_node(tx, reported));
    node_id_ = registered.id;
    for (const auto& f : fitting_flavors(registered)) TRY(domain::ensure_flavor(tx, f));
    return {};
  });
}

void NodeController::run() {
  do {
    beat();
  } while (wake_.wait(kBeat) != Wake::Why::kStop);
}

void NodeController::beat() {
  if (const auto done =
          store_.write([&](store::Tx& tx) { return domain::heartbeat(tx, node_id_); });
      !done)
    log_warning("node", "no sign of life could be written", {{"error", done.error().to_string()}});
}

}  // namespace millrace::control
