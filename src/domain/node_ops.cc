#include "domain/node_ops.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "domain/crud.h"
#include "store/event_log.h"
#include "store/ledger.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::FaultLevel;
using resource::Node;
using resource::NodeState;
using store::Table;
using store::Tx;

void tell(Tx& tx, const Node& node, store::EventType type, std::string reason,
          std::string message) {
  store::append_event(tx, {.kind = "node",
                           .object_id = node.id,
                           .object_name = node.name,
                           .type = type,
                           .reason = std::move(reason),
                           .message = std::move(message),
                           .actor_name = "system"});
}

bool usable(const resource::Card& card) {
  return card.fault == FaultLevel::kNone || card.fault == FaultLevel::kL1;
}

// What the node has, and how much of it may be given out, into the ledger.
Result<void> book_capacity(Tx& tx, const Node& node) {
  const bool open = node.state == NodeState::kReady;
  const auto book = [&](const std::string& resource, std::int64_t amount, std::int64_t available) {
    return store::set_capacity(tx, node.id, resource, amount, open ? available : 0);
  };
  TRY(book("cpu", node.cpu_millis, node.cpu_millis));
  TRY(book("memory", node.memory_bytes, node.memory_bytes));
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> cards;
  for (const auto& card : node.cards) {
    auto& [all, good] = cards[card.model];
    ++all;
    if (usable(card)) ++good;
  }
  for (const auto& [model, count] : cards) TRY(book("card:" + model, count.first, count.second));
  return {};
}

void settle(Node& node) {
  if (node.state == NodeState::kLost) return;
  node.state = node.cordoned ? NodeState::kCordoned : NodeState::kReady;
  if (!node.cordoned) node.cordon_reason.clear();
  node.state_reason = node.cordoned ? (node.cordon_reason.empty() ? "Cordoned by an administrator."
                                                                  : node.cordon_reason)
                                    : "";
}

Result<void> store_node(Tx& tx, Node& node) {
  TRY(Table<Node>().update(tx, node));
  return book_capacity(tx, node);
}

// Models of which the node has no card any more.
Result<void> retire_models(Tx& tx, const Node& node, const Node& reported) {
  for (const auto& old : node.cards) {
    const bool kept = std::any_of(reported.cards.begin(), reported.cards.end(),
                                  [&](const auto& card) { return card.model == old.model; });
    if (!kept) TRY(store::set_capacity(tx, node.id, "card:" + old.model, 0, 0));
  }
  return {};
}

void take_report(Node& node, const Node& reported) {
  auto cards = reported.cards;
  for (auto& card : cards)
    for (const auto& known : node.cards)
      if (known.index == card.index && known.uuid == card.uuid) card.fault = known.fault;
  node.cpu_millis = reported.cpu_millis;
  node.memory_bytes = reported.memory_bytes;
  node.disk_bytes = reported.disk_bytes;
  node.reserved_cpu_millis = reported.reserved_cpu_millis;
  node.reserved_memory_bytes = reported.reserved_memory_bytes;
  node.missing_walls = reported.missing_walls;
  node.no_egress = reported.no_egress;
  node.cards = std::move(cards);
}

}  // namespace

Result<resource::Cluster> ensure_cluster(Tx& tx, const std::string& name) {
  auto found = Table<resource::Cluster>().get_by_name(tx, "", name);
  if (found || found.error().code != ErrorCode::kNotFound) return found;
  resource::Cluster cluster;
  cluster.name = name;
  cluster.owner_name = "system";
  cluster.description = "The machine that the server runs on.";
  TRY(Table<resource::Cluster>().insert(tx, cluster));
  return cluster;
}

Result<void> ensure_flavor(Tx& tx, const resource::Flavor& flavor) {
  auto found = Table<resource::Flavor>().get_by_name(tx, "", flavor.name);
  if (found) return {};
  if (found.error().code != ErrorCode::kNotFound) return found.error();
  resource::Flavor row = flavor;
  row.owner_name = "system";
  return Table<resource::Flavor>().insert(tx, row);
}

Result<void> rename_single_node(Tx& tx, const std::string& cluster, const std::string& name) {
  TRY_ASSIGN(auto nodes, Table<Node>().all(tx, {.filter = {store::where("cluster", cluster)}}));
  if (nodes.size() != 1 || nodes[0].name == name) return {};
  tell(tx, nodes[0], store::EventType::kNormal, "Renamed", "Its name is now " + name + ".");
  nodes[0].name = name;
  return Table<Node>().update(tx, nodes[0]);
}

Result<Node> register_node(Tx& tx, const Node& reported) {
  auto found = Table<Node>().get_by_name(tx, "", reported.name);
  if (!found && found.error().code != ErrorCode::kNotFound) return found.error();
  Node node = found ? std::move(*found) : reported;
  const bool was_lost = node.state == NodeState::kLost;
  if (found) {
    TRY(retire_models(tx, node, reported));
    take_report(node, reported);
  }
  node.last_seen_at = tx.now();
  node.state = NodeState::kReady;
  settle(node);
  if (!found) {
    node.owner_name = "system";
    TRY(Table<Node>().insert(tx, node));
    tell(tx, node, store::EventType::kNormal, "Registered",
         fmt::format("{} cores, {} cards", node.cpu_millis / 1000, node.cards.size()));
    TRY(book_capacity(tx, node));
    return node;
  }
  if (was_lost) tell(tx, node, store::EventType::kNormal, "Returned", "The node reports again.");
  TRY(store_node(tx, node));
  return node;
}

Result<void> heartbeat(Tx& tx, const std::string& node_id) {
  TRY_ASSIGN(Node node, Table<Node>().get(tx, node_id));
  node.last_seen_at = tx.now();
  return Table<Node>().update(tx, node);
}

Result<void> cordon(Tx& tx, const std::string& node_id, const std::string& reason) {
  TRY_ASSIGN(Node node, Table<Node>().get(tx, node_id));
  if (node.cordoned) return {};
  node.cordoned = true;
  node.cordon_reason = reason;
  settle(node);
  tell(tx, node, store::EventType::kWarning, "Cordoned", reason);
  return store_node(tx, node);
}

Result<void> mark_lost(Tx& tx, const std::string& node_id, const std::string& reason) {
  TRY_ASSIGN(Node node, Table<Node>().get(tx, node_id));
  if (node.state == NodeState::kLost) return {};
  node.state = NodeState::kLost;
  node.state_reason = reason;
  tell(tx, node, store::EventType::kError, "Lost", reason);
  return store_node(tx, node);
}

Result<void> set_card_fault(Tx& tx, const std::string& node_id, std::int64_t index,
                            FaultLevel level) {
  TRY_ASSIGN(Node node, Table<Node>().get(tx, node_id));
  for (auto& card : node.cards) {
    if (card.index != index || card.fault == level) continue;
    card.fault = level;
    const bool good = level == FaultLevel::kNone;
    tell(tx, node, good ? store::EventType::kNormal : store::EventType::kWarning,
         good ? "CardRecovered" : "CardFault",
         fmt::format("Card {} ({}): {}", index, card.model, good ? "no fault" : word(level)));
  }
  return store_node(tx, node);
}

Result<void> settle(Tx& tx, Node& node) {
  settle(node);
  return book_capacity(tx, node);
}

namespace {

Result<Node> changed(Tx& tx, const Actor& actor, const Node& before, Node after,
                     std::string_view verb, std::string message) {
  settle(after);
  TRY(store_node(tx, after));
  record(tx, actor,
         {.kind = Node::kind(),
          .object = after,
          .verb = verb,
          .diff = difference(Node::kind(), before, after),
          .message = std::move(message)});
  return after;
}

}  // namespace

Result<Node> cordon(Tx& tx, const Actor& actor, const std::string& node_id,
                    const std::string& reason) {
  TRY_ASSIGN(const Node before, Table<Node>().get(tx, node_id));
  Node after = before;
  after.cordoned = true;
  if (!reason.empty()) after.cordon_reason = reason;
  if (before.cordoned && after.cordon_reason == before.cordon_reason) return before;
  return changed(tx, actor, before, std::move(after), "cordon", reason);
}

Result<Node> uncordon(Tx& tx, const Actor& actor, const std::string& node_id) {
  TRY_ASSIGN(const Node before, Table<Node>().get(tx, node_id));
  if (!before.cordoned) return before;
  Node after = before;
  after.cordoned = false;
  return changed(tx, actor, before, std::move(after), "uncordon", "");
}

Result<Node> clear_fault(Tx& tx, const Actor& actor, const std::string& node_id,
                         std::int64_t index) {
  TRY_ASSIGN(const Node before, Table<Node>().get(tx, node_id));
  Node after = before;
  const auto card = std::ranges::find(after.cards, index, &resource::Card::index);
  if (card == after.cards.end())
    return fail(ErrorCode::kNotFound, fmt::format("the node has no card {}", index));
  if (card->fault == FaultLevel::kNone) return before;
  std::string message = fmt::format("Card {} ({}) had {}", index, card->model, word(card->fault));
  card->fault = FaultLevel::kNone;
  return changed(tx, actor, before, std::move(after), "clear_fault", std::move(message));
}

}  // namespace millrace::domain
