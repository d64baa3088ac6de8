// A run reads its code package, so whoever names one, or starts a job that does, must be allowed to
// train with it.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/hooks_of_kinds.h"
#include "api/workload_start.h"
#include "resource/assets.h"
#include "resource/training_job.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using resource::CodePackage;
using resource::TrainingJob;

// A package that has gone is the domain's to speak of. One that may not be seen is answered as one
// that is not there, by the name that the body called it.
Result<void> check_code_package(store::ReadTx& tx, const Call& call, const resource::Object& object,
                                const json::Value& body) {
  const auto& job = static_cast<const TrainingJob&>(object);
  if (job.code_package.empty()) return {};
  const auto package = store::Table<CodePackage>().get(tx, job.code_package);
  if (!package)
    return package.error().code == ErrorCode::kNotFound ? Result<void>() : package.error();
  auto allowed = authorize_object(call.actor, CodePackage::kind(), "start_training", *package);
  if (allowed || allowed.error().code != ErrorCode::kNotFound) return allowed;
  Error unseen = base::invalid_field("code_package",
                                     fmt::format("names no {}: \"{}\"", CodePackage::kind().name,
                                                 body.string_or("code_package", job.code_package)));
  unseen.notes = std::move(allowed).error().notes;
  return unseen;
}

Result<void> check_start(store::ReadTx& tx, const Call& call, const resource::Object& object) {
  return check_code_package(tx, call, object, json::Object{});
}

}  // namespace

CollectionHooks training_job_hooks() {
  return {.kind = &TrainingJob::kind(),
          .after_write = start_if_asked,
          .may_use = check_code_package,
          .may_start = check_start};
}

}  // namespace millrace::api
