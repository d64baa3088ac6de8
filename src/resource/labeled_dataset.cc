#include "resource/labeled_dataset.h"

#include <algorithm>

#include "describe/names.h"

namespace millrace::resource {
namespace {
using describe::Field;
using describe::field;

constexpr Field kDatasetFields[] = {
    field<&LabeledDataset::description>("description", Access::kMutable, "Free text.",
                                        {.limits = {.max_length = 250}}),
    field<&LabeledDataset::dataset_template>("template", Access::kCreateOnly, "What its rows are.",
                                             {.index = Index::kFilter, .required = true}),
    field<&LabeledDataset::data_type>("data_type", Access::kServer,
                                      "image, text or multimodal: follows from the template.",
                                      {.index = Index::kFilter}),
    field<&LabeledDataset::annotation_type>("annotation_type", Access::kServer,
                                            "What people do with it: follows from the template."),
    field<&LabeledDataset::label_names>("label_names", Access::kMutable,
                                        "Labels that rows may be given.",
                                        {.limits = {.max_items = 500}}),
    field<&LabeledDataset::second_annotator>(
        "second_annotator", Access::kMutable,
        "Account that labels a second time, without seeing what was labelled; empty: nobody."),
    field<&LabeledDataset::state>("state", Access::kServer, "State."),
    field<&LabeledDataset::state_reason>("state_reason", Access::kServer,
                                         "Code of why an import failed."),
    field<&LabeledDataset::state_message>("state_message", Access::kServer, "The reason in words."),
    field<&LabeledDataset::row_count>("row_count", Access::kServer, "Rows of the newest version."),
    field<&LabeledDataset::size_bytes>("size_bytes", Access::kServer, "Bytes as stored."),
    field<&LabeledDataset::last_version>("last_version", Access::kServer,
                                         "Number of the newest version ever made."),
    field<&LabeledDataset::latest_version>("latest_version", Access::kServer,
                                           "Name of the newest published version; empty: none."),
    field<&LabeledDataset::visibility>("visibility", Access::kServer,
                                       "Who beside the owner may read it.",
                                       {.index = Index::kFilter}),
    field<&LabeledDataset::shared_with>("shared_with", Access::kServer,
                                        "Ids of users that may read it."),
    field<&LabeledDataset::produced_by>("produced_by", Access::kServer,
                                        "Id of the task that made it; empty: people."),
};
constexpr describe::Table kDatasetTable{kDatasetFields};
// Users that it is shared with, and who labels it a second time.
bool readable_by(const Object& object, const Reader& reader) {
  const auto& dataset = static_cast<const LabeledDataset&>(object);
  const auto& users = dataset.shared_with;
  return !reader.user.empty() &&
         (dataset.second_annotator == reader.user ||
          std::find(users.begin(), users.end(), reader.user) != users.end());
}

constexpr std::string_view kDatasetColumns[] = {
    "template", "state", "row_count", "latest_version", "description", "owner_name", "created_at"};
constexpr Kind kDataset{
    .name = "labeled_dataset",
    .plural = "labeled-datasets",
    .table_name = "labeled_dataset",
    .sharing = {.field = "visibility", .value = "users", .readable_by = readable_by},
    .table = &kDatasetTable,
    .make = make_object<LabeledDataset>,
    .clone = clone_object<LabeledDataset>,
    .state = [](const Object& o) { return word(static_cast<const LabeledDataset&>(o).state); },
    .doc = "A labelled data set: rows of one template, with versions.",
    .example = R"({"name":"dataset-example","template":"instruction"})",
    .list_columns = kDatasetColumns,
    .name_limits = {.min_length = 1, .max_length = 64, .check_text = describe::check_object_name}};

constexpr Field kVersionFields[] = {
    field<&DatasetVersion::dataset>("dataset", Access::kServer, "Id of the data set.",
                                    {.index = Index::kFilter}),
    field<&DatasetVersion::dataset_name>("dataset_name", Access::kServer, "Name of the data set."),
    field<&DatasetVersion::description>("description", Access::kMutable, "Free text.",
                                        {.limits = {.max_length = 250}}),
    field<&DatasetVersion::state>("state", Access::kServer,
                                  "draft: may change; published: never changes, and can be trained "
                                  "on."),
    field<&DatasetVersion::row_count>("row_count", Access::kServer, "Rows."),
    field<&DatasetVersion::size_bytes>("size_bytes", Access::kServer, "Bytes as stored."),
    field<&DatasetVersion::counts>("counts", Access::kServer,
                                   "Rows by category: labelled, unlabelled, …"),
    field<&DatasetVersion::trained_rows>("trained_rows", Access::kServer,
                                         "Rows that training reads."),
    field<&DatasetVersion::sha256>("sha256", Access::kServer,
                                   "Hash of all rows; empty while it is a draft."),
    field<&DatasetVersion::published_at>("published_at", Access::kServer, "When, if it is."),
    field<&DatasetVersion::published_by>("published_by", Access::kServer, "By which account."),
    field<&DatasetVersion::segments>("segments", Access::kServer,
                                     "Ids of the imports whose rows it has, in order.",
                                     {.limits = {.max_items = 100'000}}),
    field<&DatasetVersion::edits_end>("edits_end", Access::kServer,
                                      "Where in the log of changes a published version ends."),
};
constexpr describe::Table kVersionTable{kVersionFields};
constexpr std::string_view kVersionColumns[] = {"dataset_name", "state",        "row_count",
                                                "sha256",       "published_by", "published_at"};
constexpr Kind kVersion{
    .name = "labeled_dataset_version",
    .plural = "labeled-dataset-versions",
    .table_name = "labeled_dataset_version",
    .parent = {LabeledDataset::kind, "dataset", "versions"},
    .naming = Naming::kByServer,
    .table = &kVersionTable,
    .make = make_object<DatasetVersion>,
    .clone = clone_object<DatasetVersion>,
    .state = [](const Object& o) { return word(static_cast<const DatasetVersion&>(o).state); },
    .doc = "A version of a labelled data set.",
    .list_columns = kVersionColumns,
    .user_creates = false,
    .name_limits = {.min_length = 1, .max_length = 64, .check_text = describe::check_object_name}};

constexpr Field kImportFields[] = {
    field<&DatasetImport::dataset>("dataset", Access::kServer, "Id of the data set.",
                                   {.index = Index::kFilter}),
    field<&DatasetImport::dataset_name>("dataset_name", Access::kServer, "Name of the data set."),
    field<&DatasetImport::state>("state", Access::kServer, "State."),
    field<&DatasetImport::state_reason>("state_reason", Access::kServer, "Code of why it failed."),
    field<&DatasetImport::state_message>("state_message", Access::kServer, "The reason in words."),
    field<&DatasetImport::format>("format", Access::kServer,
                                  "Of the files; empty: as their names end."),
    field<&DatasetImport::schema>("schema", Access::kServer,
                                  "What the rows are written as; empty: as the template has it."),
    field<&DatasetImport::sources>("sources", Access::kServer, "Files on their way in."),
    field<&DatasetImport::source_names>("source_names", Access::kServer, "What they are called."),
    field<&DatasetImport::url>("url", Access::kServer, "Where an archive is fetched from."),
    field<&DatasetImport::done_bytes>("done_bytes", Access::kServer, "Bytes read so far."),
    field<&DatasetImport::total_bytes>("total_bytes", Access::kServer,
                                       "Bytes to read; 0: not known."),
    field<&DatasetImport::accepted>("accepted", Access::kServer, "Rows taken in."),
    field<&DatasetImport::rejected_total>("rejected_total", Access::kServer, "Rows left out."),
    field<&DatasetImport::duplicate_files>(
        "duplicate_files", Access::kServer,
        "Files left out because another of the import has the same content."),
    field<&DatasetImport::rejected>(
        "rejected", Access::kServer,
        "The first hundred rows that were left out, with field and reason; /rejected has all."),
};
constexpr describe::Table kImportTable{kImportFields};
constexpr std::string_view kImportColumns[] = {"state",    "state_reason",   "source_names",
                                               "accepted", "rejected_total", "created_at"};
constexpr Kind kImport{
    .name = "labeled_dataset_import",
    .plural = "labeled-dataset-imports",
    .table_name = "labeled_dataset_import",
    .parent = {LabeledDataset::kind, "dataset", "imports"},
    .naming = Naming::kByServer,
    .table = &kImportTable,
    .make = make_object<DatasetImport>,
    .clone = clone_object<DatasetImport>,
    .state = [](const Object& o) { return word(static_cast<const DatasetImport&>(o).state); },
    .doc = "An import of rows into a labelled data set.",
    .list_columns = kImportColumns,
    .user_creates = false,
    .user_updates = false,
    .user_deletes = false,
    .name_limits = {.min_length = 1, .max_length = 64}};
}  // namespace

const Kind& LabeledDataset::kind() {
  return kDataset;
}
const Kind& DatasetVersion::kind() {
  return kVersion;
}
const Kind& DatasetImport::kind() {
  return kImport;
}

}  // namespace millrace::resource

namespace millrace::describe {
namespace {
using resource::RejectedRow;
constexpr Field kRejectedFields[] = {
    field<&RejectedRow::file>("file", Access::kServer, "Of several files the one; else empty."),
    field<&RejectedRow::row>("row", Access::kServer, "Line, item or record, from 1."),
    field<&RejectedRow::field>("field", Access::kServer, "Empty: the row as a whole."),
    field<&RejectedRow::reason>("reason", Access::kServer, "What is wrong with it."),
};
constexpr Table kRejectedTable{kRejectedFields};
}  // namespace
const Table& Described<RejectedRow>::get() {
  return kRejectedTable;
}
}  // namespace millrace::describe
