#include "domain/rules_fine_tune.h"

#include <fmt/core.h>

#include <algorithm>

#include "domain/dataset_ops.h"
#include "domain/model_ops.h"
#include "domain/rules_of_kinds.h"
#include "domain/rules_workload.h"
#include "protocol/tune_hints.h"
#include "resource/assets.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::FineTune;
using resource::Model;
using resource::ModelVersion;
using resource::Object;
using store::Table;
using store::Tx;

constexpr std::string_view kTargets[] = {"q_proj",    "k_proj",  "v_proj",   "o_proj",
                                         "gate_proj", "up_proj", "down_proj"};

Result<void> check_targets(const FineTune& tune) {
  const auto& targets = tune.params.lora_target_modules;
  for (std::size_t i = 0; i < targets.size(); ++i)
    if (std::find(std::begin(kTargets), std::end(kTargets), targets[i]) == std::end(kTargets))
      return base::invalid_field(
          describe::item_path("params.lora_target_modules", i),
          fmt::format("knows no layer \"{}\"; there are q_proj, k_proj, v_proj, o_proj, gate_proj, "
                      "up_proj, down_proj",
                      targets[i]));
  return {};
}

// A file's name means the newest of the actor's own uploads.
Result<void> resolve_upload(Tx& tx, const Actor& actor, const FineTune& tune,
                            const std::string& path, resource::TrainData& data) {
  if (!data.version.empty())
    return base::invalid_field(path + ".version", "goes with dataset only");
  if (data.upload.empty()) return base::invalid_field(path + ".upload", "or dataset is required");
  const auto upload =
      Table<resource::Upload>().find(tx, tune.workspace, data.upload, actor.user_id);
  if (!upload && upload.error().code == ErrorCode::kNotFound)
    return base::invalid_field(path + ".upload", "names no upload: \"" + data.upload + "\"");
  if (!upload) return upload.error();
  data.upload = upload->id;
  if (upload->state != resource::UploadState::kComplete)
    return base::invalid_field(
        path + ".upload",
        fmt::format("is not complete: {} of {} bytes have come", upload->offset, upload->size));
  return {};
}

// The version that is meant now; where none is named, a start later takes the newest of then.
Result<void> resolve_dataset(Tx& tx, const FineTune& tune, const std::string& path,
                             resource::TrainData& data) {
  if (!data.upload.empty())
    return base::invalid_field(path + ".upload", "goes without dataset only");
  const auto content = published_content(tx, tune.workspace, data.dataset, data.version);
  if (!content && content.error().code == ErrorCode::kNotFound)
    return base::invalid_field(
        path + ".dataset",
        fmt::format("names no data set with that version: \"{}\" {}", data.dataset, data.version));
  if (!content && content.error().code == ErrorCode::kConflict)
    return base::invalid_field(path + ".version", content.error().message);
  if (!content) return content.error();
  if (!template_of(content->dataset).format)
    return base::invalid_field(path + ".dataset",
                               fmt::format("has rows of template {}, which no architecture can "
                                           "learn from yet",
                                           word(content->dataset.dataset_template)));
  if (content->version.trained_rows == 0)
    return base::invalid_field(path + ".dataset",
                               "has no row to train on: order some responses first");
  data.dataset = content->dataset.id;
  if (!data.version.empty()) data.version = content->version.name;
  return {};
}

Result<void> resolve_data(Tx& tx, const Actor& actor, FineTune& tune) {
  if (tune.train_data.empty())
    return base::invalid_field("train_data", "must name a data set or an uploaded file");
  std::set<std::string> seen;
  for (std::size_t i = 0; i < tune.train_data.size(); ++i) {
    auto& data = tune.train_data[i];
    const std::string path = describe::item_path("train_data", i);
    const bool uploaded = data.dataset.empty();
    TRY(uploaded ? resolve_upload(tx, actor, tune, path, data)
                 : resolve_dataset(tx, tune, path, data));
    if (!seen.insert(uploaded ? data.upload : data.dataset + " " + data.version).second)
      return base::invalid_field(path + (uploaded ? ".upload" : ".dataset"), "is named twice");
  }
  return {};
}

// The version that is meant now; where none is named, a start later takes the newest of then.
Result<ModelVersion> base_version(Tx& tx, const FineTune& tune, const Model& model) {
  if (tune.base_model_version.empty()) {
    auto newest = newest_ready(tx, model);
    if (newest || newest.error().code != ErrorCode::kConflict) return newest;
    return base::invalid_field("base_model", newest.error().message);
  }
  auto version =
      Table<ModelVersion>().find(tx, {model.workspace, model.id}, tune.base_model_version);
  if (!version && version.error().code == ErrorCode::kNotFound)
    return base::invalid_field(
        "base_model_version",
        fmt::format("names no version of \"{}\": \"{}\"", model.name, tune.base_model_version));
  return version;
}

Result<void> resolve_base(Tx& tx, FineTune& tune) {
  const std::string wanted = tune.base_model;
  TRY_ASSIGN(tune.base_model, resolve(tx, Model::kind(), tune.workspace, wanted, "base_model"));
  TRY_ASSIGN(const Model model, Table<Model>().get(tx, tune.base_model));
  tune.base_model_name = model.name;
  TRY_ASSIGN(const ModelVersion version, base_version(tx, tune, model));
  if (!tune.base_model_version.empty()) tune.base_model_version = version.name;
  const auto tunable = check_tunable(model, version);
  if (!tunable) return base::invalid_field("base_model", tunable.error().message);
  tune.hints = protocol::fine_tune_hints(
      tune.method, protocol::filled_in(tune.params, tune.method, version.tune_defaults),
      version.parameters);
  return {};
}

Result<void> resolve_fine_tune(Tx& tx, const Actor& actor, FineTune& tune) {
  if (tune.model_type == resource::ModelType::kImageUnderstanding)
    return base::invalid_field(
        "model_type",
        "must be text_generation: image_understanding is not available until "
        "the engine has a vision architecture");
  TRY(resolve_placement(tx, tune));
  if (tune.fault_tolerance.restart_policy == resource::RestartPolicy::kSinglePod)
    return base::invalid_field("fault_tolerance.restart_policy",
                               "must be gang: restarting a single instance is not supported yet");
  TRY(check_targets(tune));
  TRY(resolve_data(tx, actor, tune));
  return resolve_base(tx, tune);
}

Result<void> prepare_create(Tx& tx, const Actor& actor, Object& object) {
  auto& tune = static_cast<FineTune&>(object);
  if (tune.source.empty()) tune.source = "fine_tune";
  return resolve_fine_tune(tx, actor, tune);
}

Result<void> prepare_update(Tx& tx, const Actor& actor, const Object&, Object& after) {
  return resolve_fine_tune(tx, actor, static_cast<FineTune&>(after));
}

// Versions on their way are copied from its output; those that are ready stand for themselves.
Result<void> prepare_remove(Tx& tx, const Actor& actor, const Object& object) {
  TRY_ASSIGN(const auto versions,
             Table<ModelVersion>().all(tx, {.workspaces = std::vector{object.workspace}}));
  for (const auto& version : versions) {
    const bool under_way = version.state == resource::VersionState::kCreating ||
                           version.state == resource::VersionState::kImporting;
    if (under_way && version.source.fine_tune == object.id)
      return fail(ErrorCode::kConflict,
                  fmt::format("version {} of model \"{}\" is being imported from it; wait until "
                              "that has ended",
                              version.name, version.model_name));
  }
  return remove_workload(tx, actor, object);
}

}  // namespace

Result<void> check_tunable(const Model& model, const ModelVersion& version) {
  if (version.state != resource::VersionState::kReady)
    return fail(ErrorCode::kConflict, fmt::format("{} of \"{}\" is not ready ({})", version.name,
                                                  model.name, word(version.state)));
  const auto& can = version.actions;
  if (std::find(can.begin(), can.end(), resource::ModelAction::kTune) != can.end()) return {};
  if (version.weights == resource::WeightsForm::kAdapter)
    return fail(ErrorCode::kConflict,
                fmt::format("{} of \"{}\" is a LoRA adapter and no whole model: train with "
                            "lora_merge, or merge it into its "
                            "base (millrace-engine convert) and upload the result",
                            version.name, model.name));
  return fail(ErrorCode::kConflict,
              fmt::format("{} of \"{}\" cannot be fine-tuned{}{}", version.name, model.name,
                          version.not_usable.empty() ? "" : ": ", version.not_usable));
}

Result<std::set<std::string>> uploads_in_use(store::ReadTx& tx) {
  std::set<std::string> out;
  TRY_ASSIGN(const auto tunes, Table<FineTune>().all(tx));
  for (const auto& tune : tunes)
    for (const auto& data : tune.train_data)
      if (!data.upload.empty()) out.insert(data.upload);
  return out;
}

Rules fine_tune_rules() {
  return {.kind = &FineTune::kind(),
          .prepare_create = prepare_create,
          .prepare_update = prepare_update,
          .prepare_remove = prepare_remove};
}

}  // namespace millrace::domain
