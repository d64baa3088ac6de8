#include <fmt/format.h>

#include <algorithm>

#include "clean/recipe.h"
#include "domain/clean_task_ops.h"
#include "domain/dataset_ops.h"
#include "domain/rules_of_kinds.h"
#include "domain/rules_workload.h"
#include "resource/clean_task.h"
#include "resource/machines.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::CleanTask;
using resource::LabeledDataset;
using resource::Object;
using store::Table;
using store::Tx;

// Nobody chose: the one that asks for least.
Result<std::string> smallest_flavor(Tx& tx, const std::string& cluster) {
  TRY_ASSIGN(auto flavors, Table<resource::Flavor>().all(tx));
  std::erase_if(flavors, [&](const auto& one) {
    return one.cards > 0 || (!cluster.empty() && !one.cluster.empty() && one.cluster != cluster);
  });
  const auto least = std::min_element(flavors.begin(), flavors.end(), [](auto& a, auto& b) {
    return std::tie(a.cpu_millis, a.memory_bytes) < std::tie(b.cpu_millis, b.memory_bytes);
  });
  if (least == flavors.end())
    return base::invalid_field("flavor", "is required: there is none without cards");
  return least->id;
}

Result<void> check_fields(const CleanTask& task, const rows::Template& of) {
  const auto texts = text_fields(of);
  for (std::size_t i = 0; i < task.fields.size(); ++i) {
    const std::string field = describe::item_path("fields", i);
    const std::string& name = task.fields[i];
    if (std::find(texts.begin(), texts.end(), name) == texts.end())
      return base::invalid_field(field, fmt::format("is no text of {} rows; those are {}", of.name,
                                                    fmt::join(texts, ", ")));
    if (std::find(task.fields.begin(), task.fields.begin() + static_cast<std::ptrdiff_t>(i),
                  name) != task.fields.begin() + static_cast<std::ptrdiff_t>(i))
      return base::invalid_field(field, "is named twice");
  }
  return {};
}

// What the run will read is read here too, so that mistakes are told at once.
Result<void> check_ops(const CleanTask& task) {
  const json::Array* ops = task.ops.as_array();
  if (ops == nullptr || ops->empty())
    return base::invalid_field("ops", "must be a list with at least one operator");
  for (std::size_t i = 0; i < ops->size(); ++i) {
    const auto recipe = clean::recipe_from_json(json::Array{(*ops)[i]});
    const auto steps =
        recipe ? clean::make_steps(*recipe, {}) : Result<std::vector<clean::Step>>(recipe.error());
    if (!steps)
      return base::invalid_field(describe::item_path("ops", i),
                                 "is not right: " + steps.error().message);
    for (const auto& key : recipe->steps.front().text_keys)
      if (!task.fields.empty() &&
          std::find(task.fields.begin(), task.fields.end(), key) == task.fields.end())
        return base::invalid_field(describe::item_path("ops", i),
                                   fmt::format("is for {}, which is not among the fields", key));
  }
  return {};
}

Result<void> resolve_dataset(Tx& tx, CleanTask& task) {
  TRY_ASSIGN(task.dataset,
             resolve(tx, LabeledDataset::kind(), task.workspace, task.dataset, "dataset"));
  TRY_ASSIGN(const LabeledDataset dataset, Table<LabeledDataset>().get(tx, task.dataset));
  task.dataset_name = dataset.name;
  using T = resource::DatasetTemplate;
  if (dataset.dataset_template != T::kInstruction && dataset.dataset_template != T::kQa)
    return base::invalid_field("dataset",
                               fmt::format("has rows of template {}; instruction and qa can be "
                                           "cleaned",
                                           word(dataset.dataset_template)));
  const std::string version_field = task.wanted_version ? "version" : "dataset_version";
  if (task.wanted_version) task.dataset_version = std::exchange(task.wanted_version, {});
  if (task.dataset_version) {
    const auto version = version_of_dataset(tx, dataset, *task.dataset_version);
    if (!version && version.error().code == ErrorCode::kNotFound)
      return base::invalid_field(version_field, version.error().message);
    TRY(version);
  }
  return check_fields(task, template_of(dataset));
}

// A name that is free now; copies of a task do not insist on the name of their source.
Result<void> check_output(Tx& tx, CleanTask& task) {
  if (!task.output_name) return {};
  const auto taken = Table<LabeledDataset>().get_by_name(tx, task.workspace, *task.output_name);
  if (!taken) return taken.error().code == ErrorCode::kNotFound ? Result<void>() : taken.error();
  if (task.output_dataset == taken->id) return {};
  if (task.source != "copy")
    return base::invalid_field(
        "output_name",
        fmt::format("is taken: there is a data set \"{}\" already", *task.output_name));
  task.output_name.reset();
  return {};
}

Result<void> resolve_clean_task(Tx& tx, CleanTask& task) {
  if (task.flavor.empty()) {
    std::string cluster;
    if (!task.cluster.empty()) {
      TRY_ASSIGN(cluster, resolve(tx, resource::Cluster::kind(), "", task.cluster, "cluster"));
    }
    TRY_ASSIGN(task.flavor, smallest_flavor(tx, cluster));
  }
  TRY(resolve_placement(tx, task));
  TRY(resolve_dataset(tx, task));
  TRY(check_ops(task));
  return check_output(tx, task);
}

Result<void> prepare_create(Tx& tx, const Actor&, Object& object) {
  auto& task = static_cast<CleanTask&>(object);
  if (task.source.empty()) task.source = "clean_task";
  return resolve_clean_task(tx, task);
}

Result<void> prepare_update(Tx& tx, const Actor&, const Object&, Object& after) {
  return resolve_clean_task(tx, static_cast<CleanTask&>(after));
}

}  // namespace

Rules clean_task_rules() {
  return {.kind = &CleanTask::kind(),
          .prepare_create = prepare_create,
          .prepare_update = prepare_update,
          .prepare_remove = remove_workload};
}

}  // namespace millrace::domain
