// Labelled data sets: which version is meant, how imports change them, what it takes to publish
// one. Functions on a transaction; the caller has authorised, and sees to the files
// (rows/library.h).
#pragma once
#include <map>
#include <optional>
#include <vector>

#include "domain/actor.h"
#include "resource/labeled_dataset.h"
#include "rows/templates/template.h"
#include "store/tx.h"

namespace millrace::domain {

const rows::Template& template_of(const resource::LabeledDataset& dataset);

// The version by id or name; empty: the newest one, which is the draft where there is one. Before
// the first import there is none: nullopt; kNotFound for names of nothing.
Result<std::optional<resource::DatasetVersion>> version_of_dataset(
    store::ReadTx& tx, const resource::LabeledDataset& dataset, const std::string& version);

// What a planner mounts: a published version of a data set by id or name; empty: the newest one.
struct DatasetContent {
  resource::LabeledDataset dataset{};
  resource::DatasetVersion version{};
};
Result<DatasetContent> published_content(store::ReadTx& tx, const std::string& workspace,
                                         const std::string& dataset, const std::string& version);

// The draft, made as a copy of the newest version where there is none.
Result<resource::DatasetVersion> draft_of(store::Tx& tx, resource::LabeledDataset& dataset);

// ---- imports

// The row of a new import; its files are there already.
Result<void> begin_row_import(store::Tx& tx, const Actor& actor, resource::LabeledDataset& dataset,
                              resource::DatasetImport& import);
// The table of an import's states.
bool may_become(resource::ImportState from, resource::ImportState to);
// Changes the state; the data set's follows. kConflict where the table does not allow it.
Result<void> advance_import(store::Tx& tx, resource::DatasetImport& import,
                            resource::ImportState to, const std::string& reason,
                            const std::string& message);
// running → succeeded: the rows of its segment are the data set's from now on.
Result<void> finish_row_import(store::Tx& tx, resource::DatasetImport& import,
                               const std::map<std::string, std::int64_t>& counts,
                               std::int64_t stored_bytes);
Result<void> request_import_cancel(store::Tx& tx, const Actor& actor,
                                   resource::DatasetImport& import);
// A cancelled or failed one begins again; its files are still there.
Result<void> request_import_resume(store::Tx& tx, const Actor& actor,
                                   resource::DatasetImport& import);

// ---- what people do with rows

// What is there after edits: the draft follows.
struct RowTotals {
  std::map<std::string, std::int64_t> counts{};
  std::int64_t stored_bytes = 0;
};
// A second annotator's opinion changes no version.
enum class Opinion { kFirst, kSecond };
Result<void> note_edits(store::Tx& tx, const Actor& actor, const std::string& dataset_id,
                        const RowTotals& totals, Opinion opinion, json::Value diff);

struct Published {
  std::string version{};                // id of the draft
  std::vector<std::string> segments{};  // that it had when its rows were read
  std::int64_t edits_end = 0;
  std::string sha256{};
  std::int64_t trained_rows = 0;
  RowTotals totals{};
};
// draft → published. kConflict when rows have come meanwhile.
Result<resource::DatasetVersion> publish_version(store::Tx& tx, const Actor& actor,
                                                 const Published& published);

// A data set with this id whose draft has the rows of `version`; its files are there already. Empty
// `name`: the first that is free.
Result<resource::LabeledDataset> copy_dataset(store::Tx& tx, const Actor& actor,
                                              const resource::LabeledDataset& source,
                                              const resource::DatasetVersion& version,
                                              const std::string& id, const std::string& name);

// ---- sharing

enum class Share { kGive, kTake };
// Readers by account or id; a violation under `users` for those of nobody.
Result<void> share_dataset(store::Tx& tx, const Actor& actor, resource::LabeledDataset& dataset,
                           const std::vector<std::string>& users, Share how);
// Its visibility as those who may read it want it.
void follow_readers(resource::LabeledDataset& dataset);

}  // namespace millrace::domain
