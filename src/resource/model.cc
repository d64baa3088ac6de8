#include "resource/model.h"

#include "describe/names.h"

namespace millrace::resource {
namespace {
using describe::Field;
using describe::field;

constexpr Field kModelFields[] = {
    field<&Model::description>("description", Access::kMutable, "Free text.",
                               {.limits = {.max_length = 100}}),
    field<&Model::source>(
        "source", Access::kCreateOnly,
        "platform: versions are imported; mounted: versions name a folder of a registered storage.",
        {.index = Index::kFilter}),
    field<&Model::preset>("preset", Access::kServer, "Comes with the installation; read-only.",
                          {.index = Index::kFilter}),
    field<&Model::version_count>("version_count", Access::kServer, "Versions there are."),
    field<&Model::last_version>("last_version", Access::kServer,
                                "Number of the newest version ever made."),
    field<&Model::latest_version>("latest_version", Access::kServer,
                                  "Name of the newest ready version; empty: none."),
    field<&Model::actions>(
        "actions", Access::kServer,
        "What can be done with the newest ready version: tune, evaluate, compress, deploy."),
    field<&Model::architecture>("architecture", Access::kServer, "As in config.json."),
    field<&Model::parameters>("parameters", Access::kServer, "Number of weights."),
    field<&Model::card>("card", Access::kServer,
                        "Model card of the newest ready version, Markdown."),
};
constexpr describe::Table kModelTable{kModelFields};
constexpr std::string_view kModelColumns[] = {
    "version_count", "latest_version", "architecture", "parameters", "actions",
    "source",        "preset",         "description",  "owner_name", "created_at"};
constexpr Kind kModel{
    .name = "model",
    .plural = "models",
    .table_name = "model",
    .presets = Presets::kReadable,
    .table = &kModelTable,
    .make = make_object<Model>,
    .clone = clone_object<Model>,
    .doc = "A model: a shell that has versions.",
    .example = R"({"name":"model-example","description":"Answers questions about trains."})",
    .list_columns = kModelColumns,
    .name_limits = {.min_length = 1, .max_length = 64, .check_text = describe::check_object_name}};

constexpr Field kVersionFields[] = {
    field<&ModelVersion::model>("model", Access::kServer, "Id of the model.",
                                {.index = Index::kFilter}),
    field<&ModelVersion::model_name>("model_name", Access::kServer, "Name of the model."),
    field<&ModelVersion::description>("description", Access::kMutable, "Free text.",
                                      {.limits = {.max_length = 100}}),
    field<&ModelVersion::source>("source", Access::kCreateOnly,
                                 "Where the files come from; exactly one kind.",
                                 {.required = true}),
    field<&ModelVersion::origin>("origin", Access::kServer, "Kind of the source.",
                                 {.index = Index::kFilter}),
    field<&ModelVersion::origin_name>("origin_name", Access::kServer,
                                      "Name of the workload, file or storage it came from."),
    field<&ModelVersion::state>("state", Access::kServer, "State of the import."),
    field<&ModelVersion::state_reason>("state_reason", Access::kServer,
                                       "Code of why the import failed."),
    field<&ModelVersion::state_message>("state_message", Access::kServer, "The reason in words."),
    field<&ModelVersion::done_bytes>("done_bytes", Access::kServer, "Bytes imported so far."),
    field<&ModelVersion::total_bytes>("total_bytes", Access::kServer,
                                      "Bytes to import; 0: not known."),
    field<&ModelVersion::size_bytes>("size_bytes", Access::kServer, "Size of all files."),
    field<&ModelVersion::file_count>("file_count", Access::kServer, "Number of files."),
    field<&ModelVersion::sha256>(
        "sha256", Access::kServer,
        "Hash of names and contents of all files; empty for mounted ones."),
    field<&ModelVersion::weights>("weights", Access::kServer, "full, adapter (LoRA), or unknown.",
                                  {.index = Index::kFilter}),
    field<&ModelVersion::architecture>("architecture", Access::kServer, "As in config.json."),
    field<&ModelVersion::dtype>("dtype", Access::kServer, "Type of the weights."),
    field<&ModelVersion::parameters>("parameters", Access::kServer, "Number of weights."),
    field<&ModelVersion::actions>("actions", Access::kServer,
                                  "What can be done with it: tune, evaluate, compress, deploy."),
    field<&ModelVersion::not_usable>("not_usable", Access::kServer,
                                     "Why no action is there, in words."),
    field<&ModelVersion::tune_defaults>(
        "tune_defaults", Access::kServer,
        "Parameters that fit this model, from its card; null: the method's defaults."),
    field<&ModelVersion::fingerprint>(
        "fingerprint", Access::kServer,
        "Of tokenizer, chat template and rendering rules: equal fingerprints render equally."),
    field<&ModelVersion::card>("card", Access::kServer, "Model card: README.md, Markdown."),
    field<&ModelVersion::lineage>("lineage", Access::kServer, "What it was made from."),
    field<&ModelVersion::export_state>("export_state", Access::kServer,
                                       "State of the newest export to a storage.",
                                       {.index = Index::kFilter}),
    field<&ModelVersion::export_storage>("export_storage", Access::kServer,
                                         "Id of the storage of the newest export."),
    field<&ModelVersion::export_path>("export_path", Access::kServer, "Its folder below that."),
    field<&ModelVersion::export_target>("export_target", Access::kServer,
                                        "Where the newest export went."),
    field<&ModelVersion::export_message>("export_message", Access::kServer,
                                         "Why the newest export failed."),
};
constexpr describe::Table kVersionTable{kVersionFields};
constexpr std::string_view kVersionColumns[] = {
    "model_name", "state",        "state_reason",
    "origin",     "origin_name",  "lineage.base_model_name",
    "weights",    "done_bytes",   "size_bytes",
    "actions",    "export_state", "description",
    "owner_name", "created_at"};
constexpr Kind kVersion{
    .name = "model_version",
    .plural = "model-versions",
    .table_name = "model_version",
    .parent = {Model::kind, "model", "versions"},
    .naming = Naming::kByServer,
    .presets = Presets::kReadable,
    .table = &kVersionTable,
    .make = make_object<ModelVersion>,
    .clone = clone_object<ModelVersion>,
    .state = [](const Object& o) { return word(static_cast<const ModelVersion&>(o).state); },
    .doc = "A version of a model: what tasks and services use.",
    .example = R"({"source":{"upload":"example"}})",
    .list_columns = kVersionColumns,
    .name_limits = {.min_length = 1, .max_length = 64, .check_text = describe::check_object_name}};

constexpr Field kShareFields[] = {
    field<&ShareCode::model>("model", Access::kServer, "Id of the model.",
                             {.index = Index::kFilter}),
    field<&ShareCode::model_name>("model_name", Access::kServer, "Name of the model, as it was."),
    field<&ShareCode::model_version>(
        "model_version", Access::kServer,
        "Id of the version; empty: the newest ready one when the code is used."),
    field<&ShareCode::days>("days", Access::kServer, "1, 7 or 30 days; null: for ever."),
    field<&ShareCode::expires_at>("expires_at", Access::kServer,
                                  "Not good any more after this; null: for ever."),
    field<&ShareCode::code_hash>("code_hash", Access::kSecret, "SHA-256 of the code."),
    field<&ShareCode::uses>("uses", Access::kServer, "Imports made with it."),
    field<&ShareCode::last_used_at>("last_used_at", Access::kServer, "Last import made with it."),
};
constexpr describe::Table kShareTable{kShareFields};
constexpr Kind kShare{
    .name = "share_code",
    .plural = "share-codes",
    .table_name = "share_code",
    .table = &kShareTable,
    .make = make_object<ShareCode>,
    .clone = clone_object<ShareCode>,
    .doc = "A code by which others import a copy of a model; deleting it revokes it.",
    .user_creates = false,
    .user_updates = false,
    .name_limits = {.min_length = 1, .max_length = 255}};
}  // namespace

const Kind& Model::kind() {
  return kModel;
}
const Kind& ModelVersion::kind() {
  return kVersion;
}
const Kind& ShareCode::kind() {
  return kShare;
}

}  // namespace millrace::resource

namespace millrace::describe {
namespace {
using resource::Lineage;
using resource::VersionSource;

constexpr Field kSourceFields[] = {
    field<&VersionSource::fine_tune>("fine_tune", Access::kMutable,
                                     "Id or name of a fine-tune that has succeeded."),
    field<&VersionSource::training_job>("training_job", Access::kMutable,
                                        "Id or name of a training job; path is below its output."),
    field<&VersionSource::upload>(
        "upload", Access::kMutable,
        "Id of a complete upload: an archive or a single file, at most 2 GiB."),
    field<&VersionSource::share_code>("share_code", Access::kMutable,
                                      "A code that somebody shared.",
                                      {.limits = {.max_length = 128}}),
    field<&VersionSource::url>("url", Access::kMutable, "Address of an archive or a single file.",
                               {.limits = {.max_length = 2048, .check_text = check_web_address}}),
    field<&VersionSource::storage>("storage", Access::kMutable,
                                   "Id or name of a registered storage; path is below it."),
    field<&VersionSource::path>("path", Access::kMutable, "Folder, with training_job or storage.",
                                {.limits = {.max_length = 4096, .check_text = check_below}}),
};
constexpr Table kSourceTable{kSourceFields};

constexpr Field kLineageFields[] = {
    field<&Lineage::run>("run", Access::kServer, "Id of the run."),
    field<&Lineage::run_name>("run_name", Access::kServer, "Its name."),
    field<&Lineage::workload_kind>("workload_kind", Access::kServer, "fine_tune or training_job."),
    field<&Lineage::workload>("workload", Access::kServer, "Id of the workload."),
    field<&Lineage::workload_name>("workload_name", Access::kServer, "Its name, as it was."),
    field<&Lineage::base_model>("base_model", Access::kServer, "Id of the model it began from."),
    field<&Lineage::base_model_name>("base_model_name", Access::kServer, "Its name, as it was."),
    field<&Lineage::base_version>("base_version", Access::kServer,
                                  "Id of the version it began from."),
    field<&Lineage::base_version_name>("base_version_name", Access::kServer, "Its name."),
    field<&Lineage::code_package>("code_package", Access::kServer, "Id of the code package."),
    field<&Lineage::code_sha256>("code_sha256", Access::kServer, "Hash of the code."),
    field<&Lineage::data>("data", Access::kServer,
                          "Data it was trained on, with versions or hashes."),
    field<&Lineage::copied_from>("copied_from", Access::kServer,
                                 "Id of the version a share code stood for."),
};
constexpr Table kLineageTable{kLineageFields};
}  // namespace

const Table& Described<VersionSource>::get() {
  return kSourceTable;
}
const Table& Described<Lineage>::get() {
  return kLineageTable;
}
}  // namespace millrace::describe
