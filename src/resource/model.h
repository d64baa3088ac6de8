// Models: a shell with versions, each a folder of files (Hugging Face's layout, or a PEFT adapter),
// and the codes by which people share them. Preset models belong to the installation (workspace "")
// and are read-only in every workspace.
#pragma once
#include "protocol/tune_params.h"
#include "resource/object.h"

namespace millrace::resource {

enum class ModelSource {
  kPlatform,  // files are imported into the platform's own storage
  kMounted,   // versions name a folder of a registered storage; any size, not to be shared
};

// Larger ones are mounted from a registered storage.
inline constexpr std::int64_t kMostUploadedBytes = std::int64_t{2} << 30;

// What can be done with a model, from its architecture and files.
enum class ModelAction { kTune, kEvaluate, kCompress, kDeploy };

struct Model : Object {
  std::string description;
  ModelSource source = ModelSource::kPlatform;
  bool preset = false;
  std::int64_t version_count = 0;    // versions that are there
  std::int64_t last_version = 0;     // number of the newest ever made: numbers do not return
  std::string latest_version;        // name of the newest ready one; empty: none
  std::vector<ModelAction> actions;  // of the newest ready version
  std::string architecture;          // "Qwen2ForCausalLM"
  std::int64_t parameters = 0;
  std::string card;  // Markdown: README.md of the newest ready version
  static const Kind& kind();
};

enum class VersionState { kCreating, kImporting, kReady, kImportFailed, kDeleting };
enum class VersionOrigin { kFineTune, kTrainingJob, kUpload, kShareCode, kUrl, kStorage, kPreset };
enum class WeightsForm { kUnknown, kFull, kAdapter };
enum class ExportState { kNone, kExporting, kExported, kExportFailed };

// Where a version's files come from: exactly one of the first group.
struct VersionSource {
  std::string fine_tune;     // id or name
  std::string training_job;  // id or name, with path below its output
  std::string upload;        // id
  std::string share_code;    // in a request only; what it stood for is kept as copied_from
  std::string url;           // http(s)
  std::string storage;       // id or name, with path: mounted in place
  std::string path;
};

// What a version was made from, as far as it is known.
struct Lineage {
  std::string run, run_name;
  std::string workload_kind, workload, workload_name;
  std::string base_model, base_model_name, base_version, base_version_name;
  std::string code_package, code_sha256;
  std::vector<std::string> data;  // "<name> <version or sha256>"
  std::string copied_from;        // id of the version that a share code stood for
};

struct ModelVersion : Object {  // name: V1, V2, …
  std::string model;            // id
  std::string model_name;
  std::string description;
  VersionSource source;
  VersionOrigin origin = VersionOrigin::kUpload;
  std::string origin_name;  // of the workload, file or storage, as it was
  VersionState state = VersionState::kCreating;
  std::string state_reason, state_message;
  std::int64_t done_bytes = 0, total_bytes = 0;  // of the import; total 0: not known
  std::int64_t size_bytes = 0, file_count = 0;
  std::string sha256;  // of the tree; empty for mounted ones
  WeightsForm weights = WeightsForm::kUnknown;
  std::string architecture, dtype;
  std::int64_t parameters = 0;
  std::vector<ModelAction> actions;
  std::string not_usable;              // why no action is there, in words
  protocol::TuneParams tune_defaults;  // of the model's card
  std::string fingerprint;  // of tokenizer, template and rules: what was trained is what is served
  std::string card;         // Markdown: README.md
  Lineage lineage;
  ExportState export_state = ExportState::kNone;
  std::string export_storage, export_path;  // id; below it
  std::string export_target, export_message;
  static const Kind& kind();
};

// A secret by which others import a copy. The code is shown once; its hash is kept.
struct ShareCode : Object {
  std::string model, model_name;     // id
  std::string model_version;         // id; empty: the newest ready one when it is used
  std::optional<std::int64_t> days;  // 1, 7 or 30; null: for ever
  std::optional<base::Time> expires_at;
  std::string code_hash;  // SHA-256; never shown
  std::int64_t uses = 0;
  std::optional<base::Time> last_used_at;
  static const Kind& kind();
};

}  // namespace millrace::resource

namespace millrace::describe {
template <>
struct EnumWords<resource::ModelSource> {
  static constexpr std::string_view kWords[] = {"platform", "mounted"};
};
template <>
struct EnumWords<resource::ModelAction> {
  static constexpr std::string_view kWords[] = {"tune", "evaluate", "compress", "deploy"};
};
template <>
struct EnumWords<resource::VersionState> {
  static constexpr std::string_view kWords[] = {"creating", "importing", "ready", "import_failed",
                                                "deleting"};
};
template <>
struct EnumWords<resource::VersionOrigin> {
  static constexpr std::string_view kWords[] = {"fine_tune", "training_job", "upload", "share_code",
                                                "url",       "storage",      "preset"};
};
template <>
struct EnumWords<resource::WeightsForm> {
  static constexpr std::string_view kWords[] = {"unknown", "full", "adapter"};
};
template <>
struct EnumWords<resource::ExportState> {
  static constexpr std::string_view kWords[] = {"none", "exporting", "exported", "export_failed"};
};
template <>
struct Described<resource::VersionSource> {
  static const Table& get();
};
template <>
struct Described<resource::Lineage> {
  static const Table& get();
};
}  // namespace millrace::describe
