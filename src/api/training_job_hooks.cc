// A run reads its code package and its data sets, so whoever names one, or starts a job that does,
// must be allowed to train with it.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/hooks_of_kinds.h"
#include "api/may_use.h"
#include "api/workload_start.h"
#include "resource/assets.h"
#include "resource/base_dataset.h"
#include "resource/training_job.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using resource::BaseDataset;
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
  return unseen(std::move(allowed).error(), "code_package", CodePackage::kind(),
                body.string_or("code_package", job.code_package));
}

// What the body called the i-th of its data sets.
std::string reference(const json::Value& body, std::size_t i, const std::string& id) {
  const json::Value* list = body.find("datasets");
  const json::Array* items = list != nullptr ? list->as_array() : nullptr;
  const bool named = items != nullptr && i < items->size() && (*items)[i].as_string() != nullptr;
  return named ? *(*items)[i].as_string() : id;
}

Result<void> check_datasets(store::ReadTx& tx, const Call& call, const TrainingJob& job,
                            const json::Value& body) {
  for (std::size_t i = 0; i < job.datasets.size(); ++i) {
    const auto dataset = store::Table<BaseDataset>().get(tx, job.datasets[i]);
    if (!dataset && dataset.error().code == ErrorCode::kNotFound) continue;
    TRY(dataset);
    auto allowed =
        authorize_seen_from(call.actor, BaseDataset::kind(), "get", *dataset, job.workspace);
    if (!allowed)
      return unseen(std::move(allowed).error(), describe::item_path("datasets", i),
                    BaseDataset::kind(), reference(body, i, dataset->id));
  }
  return {};
}

Result<void> check_use(store::ReadTx& tx, const Call& call, const resource::Object& object,
                       const json::Value& body) {
  TRY(check_code_package(tx, call, object, body));
  return check_datasets(tx, call, static_cast<const TrainingJob&>(object), body);
}

Result<void> check_start(store::ReadTx& tx, const Call& call, const resource::Object& object) {
  return check_use(tx, call, object, json::Object{});
}

}  // namespace

CollectionHooks training_job_hooks() {
  return {.kind = &TrainingJob::kind(),
          .after_write = start_if_asked,
          .may_use = check_use,
          .may_start = check_start};
}

}  // namespace millrace::api
