#include <fmt/core.h>

#include <algorithm>

#include "domain/dataset_ops.h"
#include "domain/model_ops.h"
#include "domain/plan_fine_tune.h"
#include "domain/planners.h"
#include "domain/rules_fine_tune.h"
#include "resource/assets.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::FineTune;
using store::Table;
using store::Tx;

Result<TuneData> frozen_upload(Tx& tx, const std::string& id, const ContentPlaces& places) {
  const auto upload = Table<resource::Upload>().get(tx, id);
  if (!upload && upload.error().code == ErrorCode::kNotFound)
    return fail(ErrorCode::kConflict,
                fmt::format("the upload {} does not exist any more; upload the file again", id));
  if (!upload) return upload.error();
  if (upload->state != resource::UploadState::kComplete)
    return fail(ErrorCode::kConflict,
                fmt::format("the upload of \"{}\" is not complete", upload->name));
  return TuneData{.upload = upload->id,
                  .name = upload->name,
                  .sha256 = upload->sha256,
                  .file = places.upload_file(upload->id)};
}

Result<TuneData> frozen_dataset(Tx& tx, const FineTune& tune, const resource::TrainData& data,
                                const ContentPlaces& places) {
  auto content = published_content(tx, tune.workspace, data.dataset, data.version);
  if (!content && content.error().code == ErrorCode::kNotFound)
    return fail(ErrorCode::kConflict,
                fmt::format("{}: it was deleted; choose other data", content.error().message));
  TRY(content);
  return TuneData{.dataset = content->dataset.id,
                  .version = content->version.id,
                  .name = fmt::format("{}-{}.jsonl", content->dataset.name, content->version.name),
                  .sha256 = content->version.sha256,
                  .file = places.dataset_file(content->dataset.id, content->version.id)};
}

}  // namespace

Result<Plan> freeze_fine_tune(Tx& tx, const resource::Workload& workload, const std::string& run_id,
                              const ContentPlaces& places) {
  const auto& tune = static_cast<const FineTune&>(workload);
  TuneInputs inputs{.run_id = run_id};
  TRY_ASSIGN(inputs.flavor, flavor_of(tx, tune));
  TRY_ASSIGN(inputs.engine_program, places.engine_program());
  auto base = model_content(tx, tune.workspace, tune.base_model, tune.base_model_version, places);
  if (!base && base.error().code == ErrorCode::kNotFound)
    return fail(ErrorCode::kConflict,
                fmt::format("the base model \"{}\" is not there any more; choose another",
                            tune.base_model_name));
  if (!base) return base.error();
  TRY(check_tunable(base->model, base->version));
  inputs.model = std::move(base->model);
  inputs.version = std::move(base->version);
  inputs.model_folder = std::move(base->folder);
  for (const auto& data : tune.train_data) {
    TRY_ASSIGN(TuneData frozen, data.dataset.empty() ? frozen_upload(tx, data.upload, places)
                                                     : frozen_dataset(tx, tune, data, places));
    inputs.data.push_back(std::move(frozen));
  }
  return plan_fine_tune(tune, inputs);
}

}  // namespace millrace::domain
