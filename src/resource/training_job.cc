#include "resource/training_job.h"

#include "describe/names.h"
#include "resource/workload_fields.h"

namespace millrace::resource {
namespace {
using describe::field;

constexpr std::array kOwnFields{
    field<&TrainingJob::command>(
        "command", Access::kMutable, "Start command, run by bash in the code folder.",
        {.limits = {.min_length = 1, .max_length = 32'768}, .required = true}),
    field<&TrainingJob::image>("image", Access::kMutable,
                               "Root filesystem; \"host\" is the node's own, read-only.",
                               {.limits = {.min_length = 1, .max_length = 256}}),
    field<&TrainingJob::requirements>("requirements", Access::kMutable,
                                      "Python requirements, as in requirements.txt.",
                                      {.limits = {.max_length = 5'000}}),
    field<&TrainingJob::mode>("mode", Access::kMutable, "single or ddp.",
                              {.index = Index::kFilter}),
    field<&TrainingJob::master_count>("master_count", Access::kMutable, "Master instances.",
                                      {.limits = {.min = 1, .max = 1}}),
    field<&TrainingJob::worker_count>("worker_count", Access::kMutable, "Worker instances (ddp).",
                                      {.limits = {.min = 0, .max = 4'095}}),
    field<&TrainingJob::fault_tolerance>("fault_tolerance", Access::kMutable,
                                         "What happens after a fault."),
    field<&TrainingJob::code_package>("code_package", Access::kMutable,
                                      "Id or name of a code package; empty: none.",
                                      {.index = Index::kFilter}),
    field<&TrainingJob::datasets>("datasets", Access::kMutable, "Data sets to mount.",
                                  {.limits = {.max_items = 10}}),
    field<&TrainingJob::models>("models", Access::kMutable, "Own models to mount.",
                                {.limits = {.max_items = 5}}),
    field<&TrainingJob::preset_models>("preset_models", Access::kMutable, "Preset models to mount.",
                                       {.limits = {.max_items = 5}}),
    field<&TrainingJob::object_storages>("object_storages", Access::kMutable,
                                         "Object storages to mount.", {.limits = {.max_items = 5}}),
    field<&TrainingJob::file_storages>("file_storages", Access::kMutable,
                                       "Registered folders to mount.",
                                       {.limits = {.max_items = 5}}),
    field<&TrainingJob::network>(
        "network", Access::kMutable,
        "out: may reach the network outside; none: only its own instances."),
    field<&TrainingJob::stop_grace_s>("stop_grace_s", Access::kMutable,
                                      "Seconds from SIGTERM to SIGKILL.",
                                      {.limits = {.min = 0, .max = 3'600}}),
    field<&TrainingJob::framework>("framework", Access::kServer,
                                   "Training framework, as far as it can be told."),
    field<&TrainingJob::output_path>("output_path", Access::kServer,
                                     "Where the run's output is, seen from inside."),
};
constexpr auto kFields = describe::join(kWorkloadFields, kOwnFields);
constexpr describe::Table kTable{kFields};
constexpr std::string_view kColumns[] = {
    "framework", "mode",         "flavor_name", "master_count", "worker_count",
    "state",     "state_reason", "duration_ms", "source",       "started_at"};
constexpr Kind kKind{
    .name = "training_job",
    .plural = "training-jobs",
    .table_name = "training_job",
    .table = &kTable,
    .make = make_object<TrainingJob>,
    .clone = clone_object<TrainingJob>,
    .state = workload_state,
    .doc = "A training command on one or several instances.",
    .example =
        R"({"name":"train-example","command":"echo hello","mode":"single","flavor":"1C_2G"})",
    .list_columns = kColumns,
    .name_limits = {.min_length = 1, .max_length = 64, .check_text = describe::check_object_name}};
}  // namespace

const Kind& TrainingJob::kind() {
  return kKind;
}

}  // namespace millrace::resource
