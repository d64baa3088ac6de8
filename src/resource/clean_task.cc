#include "resource/clean_task.h"

#include "describe/names.h"
#include "resource/workload_fields.h"

namespace millrace::resource {
namespace {
using describe::field;

constexpr std::array kOwnFields{
    field<&CleanTask::dataset>(
        "dataset", Access::kMutable,
        "Id or name of the labelled data set that is cleaned: instructions or questions with "
        "answers.",
        {.index = Index::kFilter, .required = true}),
    field<&CleanTask::dataset_version>(
        "dataset_version", Access::kMutable,
        "Name of its version; null: the rows that are there at the start."),
    // Of objects the version is another thing: what If-Match compares.
    field<&CleanTask::wanted_version>("version", Access::kWriteOnly,
                                      "The same as dataset_version, where a task is made."),
    field<&CleanTask::fields>("fields", Access::kMutable,
                              "Fields that are cleaned; none named: all texts of a row.",
                              {.limits = {.max_items = 16}}),
    field<&CleanTask::output_name>(
        "output_name", Access::kMutable,
        "Name of the new data set; null: that of the old one with the time behind it.",
        {.limits = {.min_length = 1, .max_length = 64, .check_text = describe::check_object_name}}),
    field<&CleanTask::ops>(
        "ops", Access::kMutable,
        R"(Operators in their order: [{"name": "text_length_filter", "min_len": 5}].)",
        {.required = true}),
    field<&CleanTask::master_count>("master_count", Access::kMutable,
                                    "Instances that share out the work and put it together.",
                                    {.limits = {.min = 1, .max = 1}}),
    field<&CleanTask::worker_count>("worker_count", Access::kMutable,
                                    "Further instances that clean: more are faster.",
                                    {.limits = {.min = 0, .max = 63}}),
    field<&CleanTask::dataset_name>("dataset_name", Access::kServer,
                                    "Name of the data set that is cleaned."),
    field<&CleanTask::output_dataset>("output_dataset", Access::kServer,
                                      "Id of the new data set, once the task has succeeded."),
    field<&CleanTask::fact>("fact", Access::kServer,
                            "Rows in and out, and what each operator did to them."),
};
// The flavor of a clean task may be left out.
constexpr auto kFields = [] {
  auto fields = describe::join(kWorkloadFields, kOwnFields);
  for (auto& one : fields)
    if (one.name == "flavor") {
      one.required = false;
      one.doc = "Id or name of the flavor of each instance; empty: the smallest that fits.";
    }
  return fields;
}();
constexpr describe::Table kTable{kFields};
constexpr std::string_view kColumns[] = {"state",        "state_reason", "progress",
                                         "dataset_name", "output_name",  "duration_ms",
                                         "flavor_name",  "owner_name",   "created_at"};
constexpr Kind kKind{
    .name = "clean_task",
    .plural = "clean-tasks",
    .table_name = "clean_task",
    .table = &kTable,
    .make = make_object<CleanTask>,
    .clone = clone_object<CleanTask>,
    .state = workload_state,
    .doc = "Cleaning of a labelled data set by operators, into a new one.",
    .example =
        R"({"name":"clean-example","dataset":"dataset-example","ops":[{"name":"clean_email_mapper"}],"flavor":"1C_2G"})",
    .list_columns = kColumns,
    .name_limits = {.min_length = 1, .max_length = 50, .check_text = describe::check_object_name}};
}  // namespace

const Kind& CleanTask::kind() {
  return kKind;
}

}  // namespace millrace::resource
