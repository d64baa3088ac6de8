// The verbs of nodes: cordon, uncordon, clear_fault. What they do is in domain/node_ops.h.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/body.h"
#include "api/collection.h"
#include "api/route_groups.h"
#include "domain/node_ops.h"
#include "resource/machines.h"

namespace millrace::api {
namespace {

using resource::Node;

struct CordonBody {
  std::string reason;
};
struct CardBody {
  std::int64_t card = 0;
};
struct NoBody {};

constexpr describe::Field kCordonFields[] = {describe::field<&CordonBody::reason>(
    "reason", Access::kMutable, "Why, in words.", {.limits = {.max_length = 300}})};
constexpr describe::Table kCordonTable{kCordonFields};
constexpr describe::Field kCardFields[] = {
    describe::field<&CardBody::card>("card", Access::kMutable, "Index of the card on the node.",
                                     {.limits = {.min = 0, .max = 1e6}, .required = true})};
constexpr describe::Table kCardTable{kCardFields};
constexpr describe::Table kNoTable{};

template <class Body, class Act>
Result<net::Response> change_node(const Call& call, std::string_view verb,
                                  const describe::Table& table, Act act) {
  TRY_ASSIGN(const auto object, object_of(call, Node::kind(), verb));
  TRY_ASSIGN(const json::Value document, json_body(call.request));
  Body body;
  const Body defaults;
  TRY(describe::decode_strict(table, document, describe::Purpose::kCreate, &body, &defaults));
  Node after;
  TRY(call.services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(after, act(tx, object->id, body));
    return {};
  }));
  return object_response(200, Node::kind(), after);
}

Result<net::Response> cordon(const Call& call) {
  return change_node<CordonBody>(call, "cordon", kCordonTable,
                                 [&](store::Tx& tx, const std::string& id, const CordonBody& body) {
                                   return domain::cordon(tx, call.actor, id, body.reason);
                                 });
}

Result<net::Response> uncordon(const Call& call) {
  return change_node<NoBody>(call, "uncordon", kNoTable,
                             [&](store::Tx& tx, const std::string& id, const NoBody&) {
                               return domain::uncordon(tx, call.actor, id);
                             });
}

Result<net::Response> clear_fault(const Call& call) {
  return change_node<CardBody>(call, "clear_fault", kCardTable,
                               [&](store::Tx& tx, const std::string& id, const CardBody& body) {
                                 return domain::clear_fault(tx, call.actor, id, body.card);
                               });
}

}  // namespace

void add_node_routes(Routes& routes) {
  const auto verb = [&](std::string name, std::string summary, const describe::Table* table,
                        CallHandler handler) {
    Operation op{.method = "POST",
                 .path = fmt::format("{}/{{id}}:{}", collection_path(Node::kind()), name),
                 .summary = std::move(summary),
                 .tag = "nodes",
                 .permission = "node." + name,
                 .response_schema = schema_ref(Node::kind(), "")};
    if (table != nullptr)
      op.request_schema = describe::schema(*table, describe::SchemaFor::kCreate, nullptr);
    routes.add(std::move(op), std::move(handler));
  };
  verb("cordon", "It takes no new work; what runs goes on.", &kCordonTable, cordon);
  verb("uncordon", "It takes work again.", nullptr, uncordon);
  verb("clear_fault", "One of its cards counts as sound again.", &kCardTable, clear_fault);
}

}  // namespace millrace::api
