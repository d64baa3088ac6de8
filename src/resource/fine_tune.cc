#include "resource/fine_tune.h"

#include "describe/names.h"
#include "resource/workload_fields.h"

namespace millrace::resource {
namespace {
using describe::field;

constexpr std::array kOwnFields{
    field<&FineTune::model_type>("model_type", Access::kCreateOnly,
                                 "text_generation; image_understanding is listed and not available "
                                 "until a vision architecture lands."),
    field<&FineTune::framework>("framework", Access::kServer, "The engine: millrace."),
    field<&FineTune::base_model>("base_model", Access::kMutable,
                                 "Id or name of the model to begin from, own or preset.",
                                 {.index = Index::kFilter, .required = true}),
    field<&FineTune::base_model_version>("base_model_version", Access::kMutable,
                                         "Name of its version; empty: the newest ready one."),
    field<&FineTune::base_model_name>("base_model_name", Access::kServer,
                                      "Name of the base model."),
    field<&FineTune::method>("method", Access::kMutable,
                             "full: all weights; lora: low-rank matrices beside them.",
                             {.index = Index::kFilter}),
    field<&FineTune::train_data>("train_data", Access::kMutable,
                                 "Published labelled data sets or uploaded files.",
                                 {.limits = {.max_items = 10}, .required = true}),
    field<&FineTune::params>("params", Access::kMutable, "Parameters of the training."),
    field<&FineTune::instances>("instances", Access::kMutable, "Instances that share each batch.",
                                {.limits = {.min = 1, .max = 64}}),
    field<&FineTune::fault_tolerance>("fault_tolerance", Access::kMutable,
                                      "What happens after a fault."),
    field<&FineTune::stop_grace_s>("stop_grace_s", Access::kMutable,
                                   "Seconds for a last checkpoint when stopped.",
                                   {.limits = {.min = 0, .max = 3'600}}),
    field<&FineTune::hints>(
        "hints", Access::kServer,
        "What the guide advises against, in words; nothing that prevents a start."),
    field<&FineTune::plan>("plan", Access::kServer,
                           "What the engine expected before it began: steps, memory, time."),
    field<&FineTune::fact>("fact", Access::kServer, "What it took."),
    field<&FineTune::published_version>("published_version", Access::kServer,
                                        "Id of the newest model version made from it."),
};
constexpr auto kFields = describe::join(kWorkloadFields, kOwnFields);
constexpr describe::Table kTable{kFields};
constexpr std::string_view kColumns[] = {
    "state",  "state_reason", "progress",  "progress.eta_s", "duration_ms", "base_model_name",
    "method", "flavor_name",  "instances", "description",    "owner_name",  "created_at"};
constexpr Kind kKind{
    .name = "fine_tune",
    .plural = "fine-tunes",
    .table_name = "fine_tune",
    .table = &kTable,
    .make = make_object<FineTune>,
    .clone = clone_object<FineTune>,
    .state = workload_state,
    .doc = "Supervised fine-tuning of a model, full or LoRA.",
    .example =
        R"({"name":"tune-example","base_model":"millrace-nano","method":"lora","train_data":[{"upload":"example"}],"params":{"epochs":1},"flavor":"1C_2G"})",
    .list_columns = kColumns,
    .name_limits = {.min_length = 1, .max_length = 60, .check_text = describe::check_object_name}};
}  // namespace

const Kind& FineTune::kind() {
  return kKind;
}

}  // namespace millrace::resource

namespace millrace::describe {
namespace {
using resource::TrainData;
constexpr Field kTrainDataFields[] = {
    field<&TrainData::dataset>("dataset", Access::kMutable,
                               "Id or name of a published labelled data set."),
    field<&TrainData::version>("version", Access::kMutable,
                               "Its version; empty: the newest published one."),
    field<&TrainData::upload>("upload", Access::kMutable,
                              "Id of an uploaded file: json, jsonl or csv."),
};
constexpr Table kTrainDataTable{kTrainDataFields};
}  // namespace
const Table& Described<TrainData>::get() {
  return kTrainDataTable;
}
}  // namespace millrace::describe
