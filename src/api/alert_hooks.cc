// An alarm follows one workload: one that its owner may see.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/body.h"
#include "api/hooks_of_kinds.h"
#include "domain/planners.h"
#include "resource/assets.h"

namespace millrace::api {
namespace {

using resource::Alert;

// A workload that may not be seen is answered as one that is not there.
Result<void> check_workload(store::Tx& tx, const Call& call, resource::Object& object,
                            describe::Purpose, const Prepared&) {
  const auto& alert = static_cast<const Alert&>(object);
  if (alert.workload.empty()) return {};
  const auto found = domain::any_workload(tx, alert.workload);
  if (!found) return found.error().code == ErrorCode::kNotFound ? Result<void>() : found.error();
  auto allowed = authorize_object(call.actor, *found->kind, "get", *found->object);
  if (allowed) return {};
  TRY_ASSIGN(const json::Value body, json_body(call.request));
  Error unseen = base::invalid_field(
      "workload",
      fmt::format("names no workload: \"{}\"", body.string_or("workload", alert.workload)));
  unseen.notes = std::move(allowed).error().notes;
  return unseen;
}

}  // namespace

CollectionHooks alert_hooks() {
  return {.kind = &Alert::kind(), .after_write = check_workload};
}

}  // namespace millrace::api
