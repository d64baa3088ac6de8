#include <fmt/core.h>

#include "domain/node_ops.h"
#include "domain/planners.h"
#include "domain/rules_of_kinds.h"
#include "resource/machines.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::Flavor;
using resource::Object;
using store::Table;
using store::Tx;

Result<void> prepare_node_update(Tx& tx, const Actor&, const Object&, Object& after) {
  return settle(tx, static_cast<resource::Node&>(after));
}

Result<void> check_flavor(Flavor& flavor) {
  if (flavor.cards > 0 && flavor.card_model.empty())
    return base::invalid_field("card_model", "must say which cards");
  if (flavor.cards == 0) flavor.card_model.clear();
  return {};
}

Result<void> prepare_flavor(Tx& tx, const Actor&, Object& object) {
  auto& flavor = static_cast<Flavor&>(object);
  if (flavor.cluster.empty()) {
    TRY_ASSIGN(const auto clusters, Table<resource::Cluster>().all(tx));
    if (!clusters.empty())
      flavor.cluster = clusters.back().id;  // newest first: the oldest is the default
  }
  return check_flavor(flavor);
}

Result<void> prepare_flavor_update(Tx&, const Actor&, const Object&, Object& after) {
  return check_flavor(static_cast<Flavor&>(after));
}

// Runs have their resources frozen; only workloads that could be started again would miss it.
Result<void> prepare_flavor_remove(Tx& tx, const Actor&, const Object& object) {
  for (const resource::Kind* kind : workload_kinds()) {
    TRY_ASSIGN(const auto users, store::ObjectTable::of(*kind).all(
                                     tx, {.filter = {store::where("flavor", object.id)}}));
    if (!users.empty())
      return fail(ErrorCode::kConflict,
                  fmt::format("{} {} use it, \"{}\" among them; change or delete them first",
                              users.size(), kind->plural, users[0]->name));
  }
  return {};
}

}  // namespace

Rules node_rules() {
  return {.kind = &resource::Node::kind(), .prepare_update = prepare_node_update};
}
Rules flavor_rules() {
  return {.kind = &Flavor::kind(),
          .prepare_create = prepare_flavor,
          .prepare_update = prepare_flavor_update,
          .prepare_remove = prepare_flavor_remove};
}

}  // namespace millrace::domain
