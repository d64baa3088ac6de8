// Labelled data sets: rows of one of eight templates, their versions, and the imports that bring
// rows in. The rows themselves lie in files (rows/); what is here says which files make which
// version.
#pragma once
#include "resource/object.h"

namespace millrace::resource {

enum class DatasetTemplate {
  kImageLabels,
  kMultiTurn,
  kInstruction,
  kQa,
  kRanking,
  kImageText,
  kImageUnderstanding,
  kVqa,
};
// Who beside the owner may read it.
enum class RowsVisibility { kOwner, kUsers };
enum class DataState { kCreating, kImporting, kReady, kImportFailed, kDeleting };

struct LabeledDataset : Object {
  std::string description;
  DatasetTemplate dataset_template = DatasetTemplate::kInstruction;
  std::string data_type, annotation_type;  // follow from the template
  std::vector<std::string> label_names;    // that rows may be given
  std::string second_annotator;            // user id
  DataState state = DataState::kCreating;
  std::string state_reason, state_message;
  std::int64_t row_count = 0, size_bytes = 0;
  std::int64_t last_version = 0;         // number of the newest ever made: numbers do not return
  std::string latest_version;            // name of the newest published one; empty: none
  RowsVisibility visibility = RowsVisibility::kOwner;
  std::vector<std::string> shared_with;  // user ids: they may read
  std::string produced_by;               // id of the task that made it; empty: people
  static const Kind& kind();
};

enum class DatasetVersionState { kDraft, kPublished };

struct DatasetVersion : Object {  // name: V1, V2, …
  std::string dataset;            // id
  std::string dataset_name;
  std::string description;
  DatasetVersionState state = DatasetVersionState::kDraft;
  std::int64_t row_count = 0, size_bytes = 0;
  std::map<std::string, std::int64_t> counts;  // rows by category
  std::int64_t trained_rows = 0;               // rows that training reads
  std::string sha256;                          // of all rows; empty: a draft
  std::optional<base::Time> published_at;
  std::string published_by;           // account
  std::vector<std::string> segments;  // ids of the imports whose rows it has, in order
  std::int64_t edits_end = 0;         // of a published one: changes up to here are in it
  static const Kind& kind();
};

enum class ImportState { kQueued, kRunning, kSucceeded, kFailed, kCancelling, kCancelled };

// One file that was left out, or a row.
struct RejectedRow {
  std::string file;
  std::int64_t row = 0;
  std::string field, reason;
};

struct DatasetImport : Object {  // name: the number of the import
  std::string dataset;           // id
  std::string dataset_name;
  ImportState state = ImportState::kQueued;
  std::string state_reason, state_message;
  std::string format;                // jsonl, json, csv, …; empty: as the files are called
  std::string schema;                // what the rows are written as, if not as the template
  std::vector<std::string> sources;  // files on their way in: names within the folder of imports
  std::vector<std::string> source_names;
  std::string url;
  std::int64_t done_bytes = 0, total_bytes = 0;
  std::int64_t accepted = 0, rejected_total = 0;
  std::int64_t duplicate_files = 0;
  std::vector<RejectedRow> rejected;  // the first of them
  static const Kind& kind();
};

}  // namespace millrace::resource

namespace millrace::describe {
template <>
struct EnumWords<resource::DatasetTemplate> {
  static constexpr std::string_view kWords[] = {
      "image_labels", "multi_turn", "instruction",         "qa",
      "ranking",      "image_text", "image_understanding", "vqa"};
};
template <>
struct EnumWords<resource::RowsVisibility> {
  static constexpr std::string_view kWords[] = {"owner", "users"};
};
template <>
struct EnumWords<resource::DataState> {
  static constexpr std::string_view kWords[] = {"creating", "importing", "ready", "import_failed",
                                                "deleting"};
};
template <>
struct EnumWords<resource::DatasetVersionState> {
  static constexpr std::string_view kWords[] = {"draft", "published"};
};
template <>
struct EnumWords<resource::ImportState> {
  static constexpr std::string_view kWords[] = {"queued", "running",    "succeeded",
                                                "failed", "cancelling", "cancelled"};
};
template <>
struct Described<resource::RejectedRow> {
  static const Table& get();
};
}  // namespace millrace::describe
