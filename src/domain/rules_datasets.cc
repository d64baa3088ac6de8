#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "domain/dataset_ops.h"
#include "domain/rules_of_kinds.h"
#include "resource/clean_task.h"
#include "resource/fine_tune.h"
#include "resource/people.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::CleanTask;
using resource::DatasetImport;
using resource::DatasetVersion;
using resource::DatasetVersionState;
using resource::FineTune;
using resource::LabeledDataset;
using resource::Object;
using store::Table;
using store::Tx;

constexpr std::size_t kMostLabel = 64;

Result<void> check_labels(const LabeledDataset& dataset) {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < dataset.label_names.size(); ++i) {
    const std::string& label = dataset.label_names[i];
    const std::string field = describe::item_path("label_names", i);
    if (label.empty() || label.size() > kMostLabel * 4)
      return base::invalid_field(field, "must be 1 to 64 characters");
    if (!seen.insert(label).second) return base::invalid_field(field, "is there twice");
  }
  const auto& of = template_of(dataset);
  if (!dataset.label_names.empty() && of.labels == rows::Labels::kNone)
    return base::invalid_field("label_names",
                               fmt::format("rows of {} have no labels", std::string(of.name)));
  return {};
}

Result<void> resolve_annotator(Tx& tx, LabeledDataset& dataset) {
  follow_readers(dataset);
  if (dataset.second_annotator.empty()) return {};
  TRY_ASSIGN(dataset.second_annotator,
             resolve(tx, resource::User::kind(), "", dataset.second_annotator, "second_annotator"));
  if (dataset.second_annotator == dataset.owner)
    return base::invalid_field("second_annotator", "must be somebody else than the owner");
  return {};
}

Result<void> prepare_dataset(Tx& tx, const Actor& actor, Object& object) {
  auto& dataset = static_cast<LabeledDataset&>(object);
  if (dataset.owner.empty()) dataset.owner = actor.user_id;
  const auto& of = template_of(dataset);
  dataset.data_type = of.data_type;
  dataset.annotation_type = of.annotation;
  TRY(check_labels(dataset));
  return resolve_annotator(tx, dataset);
}

// What lives under it says its name too.
template <class Child>
Result<void> rename_children(Tx& tx, const std::string& dataset, const std::string& name) {
  TRY_ASSIGN(auto children, Table<Child>().all(tx, {.filter = {store::where("dataset", dataset)}}));
  for (auto& child : children) {
    child.dataset_name = name;
    TRY(Table<Child>().update(tx, child));
  }
  return {};
}

Result<void> prepare_update(Tx& tx, const Actor&, const Object& before, Object& after) {
  auto& dataset = static_cast<LabeledDataset&>(after);
  TRY(check_labels(dataset));
  if (dataset.second_annotator != static_cast<const LabeledDataset&>(before).second_annotator)
    TRY(resolve_annotator(tx, dataset));
  if (before.name == after.name) return {};
  TRY(rename_children<DatasetVersion>(tx, before.id, after.name));
  return rename_children<DatasetImport>(tx, before.id, after.name);
}

// Fine-tunes that are running or may be started name their data.
Result<void> check_unused(Tx& tx, const Actor& actor, const LabeledDataset& dataset,
                          const DatasetVersion* version) {
  TRY_ASSIGN(const auto tunes,
             Table<FineTune>().all(tx, {.workspaces = std::vector{dataset.workspace}}));
  const auto uses = [&](const resource::TrainData& data) {
    if (data.dataset != dataset.id) return false;
    return version == nullptr || data.version == version->name ||
           (data.version.empty() && dataset.latest_version == version->name);
  };
  for (const auto& tune : tunes) {
    const bool alive = tune.state == resource::RunState::kIdle || is_active(tune.state);
    if (!alive || std::none_of(tune.train_data.begin(), tune.train_data.end(), uses)) continue;
    const bool may_know = actor.is_administrator() || tune.owner == actor.user_id;
    return fail(ErrorCode::kConflict,
                fmt::format("a fine-tune trains with it{}; change or delete that first",
                            may_know ? fmt::format(", \"{}\"", tune.name) : ""));
  }
  return {};
}

// Their runs read the files themselves.
Result<void> check_not_cleaned(Tx& tx, const Actor& actor, const LabeledDataset& dataset) {
  TRY_ASSIGN(const auto tasks,
             Table<CleanTask>().all(tx, {.filter = {store::where("dataset", dataset.id)}}));
  for (const auto& task : tasks) {
    if (!is_active(task.state)) continue;
    const bool may_know = actor.is_administrator() || task.owner == actor.user_id;
    return fail(ErrorCode::kConflict,
                fmt::format("a clean task reads it{}; stop that first or wait for its end",
                            may_know ? fmt::format(", \"{}\"", task.name) : ""));
  }
  return {};
}

Result<void> prepare_remove(Tx& tx, const Actor& actor, const Object& object) {
  const auto& dataset = static_cast<const LabeledDataset&>(object);
  TRY(check_unused(tx, actor, dataset, nullptr));
  TRY(check_not_cleaned(tx, actor, dataset));
  TRY_ASSIGN(const auto versions,
             Table<DatasetVersion>().all(tx, {.filter = {store::where("dataset", dataset.id)}}));
  for (const auto& version : versions) TRY(Table<DatasetVersion>().remove(tx, version.id));
  TRY_ASSIGN(const auto imports,
             Table<DatasetImport>().all(tx, {.filter = {store::where("dataset", dataset.id)}}));
  for (const auto& import : imports) TRY(Table<DatasetImport>().remove(tx, import.id));
  return {};
}

// The newest version is what everything goes on from: it goes with the data set.
Result<void> prepare_version_remove(Tx& tx, const Actor& actor, const Object& object) {
  const auto& version = static_cast<const DatasetVersion&>(object);
  TRY_ASSIGN(LabeledDataset dataset, Table<LabeledDataset>().get(tx, version.dataset));
  TRY(check_unused(tx, actor, dataset, &version));
  TRY_ASSIGN(const auto versions,
             Table<DatasetVersion>().all(tx, {.filter = {store::where("dataset", dataset.id)}}));
  if (versions.front().id == version.id)
    return fail(ErrorCode::kConflict,
                "it is the newest version, which imports and changes go on from; delete the data "
                "set, or older versions");
  dataset.latest_version.clear();
  for (const auto& other : versions)
    if (dataset.latest_version.empty() && other.id != version.id &&
        other.state == DatasetVersionState::kPublished)
      dataset.latest_version = other.name;
  return Table<LabeledDataset>().update(tx, dataset);
}

}  // namespace

Rules labeled_dataset_rules() {
  return {.kind = &LabeledDataset::kind(),
          .prepare_create = prepare_dataset,
          .prepare_update = prepare_update,
          .prepare_remove = prepare_remove};
}
Rules dataset_version_rules() {
  return {.kind = &DatasetVersion::kind(), .prepare_remove = prepare_version_remove};
}

}  // namespace millrace::domain
