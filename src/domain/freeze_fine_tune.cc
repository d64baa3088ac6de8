#include <fmt/core.h>

#include <algorithm>

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
  return TuneData{upload->id, upload->name, upload->sha256, places.upload_file(upload->id)};
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
    TRY_ASSIGN(TuneData frozen, frozen_upload(tx, data.upload, places));
    inputs.data.push_back(std::move(frozen));
  }
  return plan_fine_tune(tune, inputs);
}

}  // namespace millrace::domain
