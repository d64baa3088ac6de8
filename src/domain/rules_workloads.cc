#include <fmt/core.h>

#include <set>

#include "domain/plan_run.h"
#include "domain/planners.h"
#include "domain/rules_of_kinds.h"
#include "domain/rules_workload.h"
#include "resource/machines.h"
#include "store/table.h"

namespace millrace::domain {

using store::Table;
using store::Tx;

Result<std::string> resolve(store::ReadTx& tx, const resource::Kind& kind,
                            const std::string& workspace, const std::string& reference,
                            const std::string& field) {
  const auto object = store::ObjectTable::of(kind).find(tx, workspace, reference);
  if (object) return (*object)->id;
  if (object.error().code != ErrorCode::kNotFound) return object.error();
  return base::invalid_field(field,
                             "names no " + std::string(kind.name) + ": \"" + reference + "\"");
}

Result<void> resolve_placement(Tx& tx, resource::Workload& workload) {
  TRY_ASSIGN(const std::string flavor,
             resolve(tx, resource::Flavor::kind(), "", workload.flavor, "flavor"));
  workload.flavor = flavor;
  TRY_ASSIGN(const auto found, Table<resource::Flavor>().get(tx, flavor));
  workload.flavor_name = found.name;
  if (workload.cluster.empty()) {
    workload.cluster = found.cluster;
  } else {
    TRY_ASSIGN(workload.cluster,
               resolve(tx, resource::Cluster::kind(), "", workload.cluster, "cluster"));
  }
  if (!found.cluster.empty() && workload.cluster != found.cluster)
    return base::invalid_field("flavor", "belongs to another cluster");
  if (workload.quota)
    return base::invalid_field("quota", "must be null: this server has no resource quotas yet");
  std::set<std::string> names;
  for (std::size_t i = 0; i < workload.env.size(); ++i) {
    const std::string& name = workload.env[i].name;
    const std::string field = describe::item_path("env", i) + ".name";
    if (!names.insert(name).second) return base::invalid_field(field, "is set twice");
    if (is_reserved_variable(name))
      return base::invalid_field(
          field, fmt::format("must be another: {} is set by the platform for each instance", name));
  }
  return {};
}

Result<void> remove_workload(Tx& tx, const Actor&, const resource::Object& object) {
  const auto& workload = static_cast<const resource::Workload&>(object);
  if (resource::is_active(workload.state))
    return fail(ErrorCode::kConflict, "its current run has not ended; stop it first");
  return remove_runs(tx, workload.id);
}

Result<std::string> resolve_workload(store::ReadTx& tx, const std::string& workspace,
                                     const std::string& reference, const std::string& field) {
  for (const resource::Kind* kind : workload_kinds()) {
    const auto object = store::ObjectTable::of(*kind).find(tx, workspace, reference);
    if (object) return (*object)->id;
    if (object.error().code != ErrorCode::kNotFound) return object.error();
  }
  return base::invalid_field(field, "names no workload: \"" + reference + "\"");
}

}  // namespace millrace::domain
