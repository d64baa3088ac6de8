#include "domain/dataset_ops.h"

#include <fmt/core.h>

#include <algorithm>

#include "describe/names.h"
#include "domain/copy_name.h"
#include "domain/crud.h"
#include "domain/rules_of_kinds.h"
#include "resource/people.h"
#include "store/table.h"

namespace millrace::domain {

using resource::DatasetVersion;
using resource::DatasetVersionState;
using resource::DataState;
using resource::LabeledDataset;
using store::Table;
using store::Tx;

namespace {

std::int64_t sum(const std::map<std::string, std::int64_t>& counts) {
  std::int64_t all = 0;
  for (const auto& [category, count] : counts) all += count;
  return all;
}

Result<std::optional<DatasetVersion>> newest_version(store::ReadTx& tx, const std::string& id) {
  TRY_ASSIGN(auto page, Table<DatasetVersion>().list(
                            tx, {.filter = {store::where("dataset", id)}, .page_size = 1}));
  if (page.items.empty()) return std::optional<DatasetVersion>();
  return std::optional(std::move(page.items[0]));
}

}  // namespace

const rows::Template& template_of(const LabeledDataset& dataset) {
  const rows::Template* found = rows::find_template(word(dataset.dataset_template));
  CHECK(found != nullptr);
  return *found;
}

Result<std::optional<DatasetVersion>> version_of_dataset(store::ReadTx& tx,
                                                         const LabeledDataset& dataset,
                                                         const std::string& version) {
  if (version.empty()) return newest_version(tx, dataset.id);
  auto found = Table<DatasetVersion>().find(tx, {dataset.workspace, dataset.id}, version);
  if (found) return std::optional(std::move(*found));
  return found.error().code == ErrorCode::kNotFound
             ? fail(ErrorCode::kNotFound,
                    fmt::format("data set \"{}\" has no version \"{}\"", dataset.name, version))
             : std::move(found).error();
}

Result<DatasetContent> published_content(store::ReadTx& tx, const std::string& workspace,
                                         const std::string& dataset, const std::string& version) {
  DatasetContent out;
  TRY_ASSIGN(out.dataset, Table<LabeledDataset>().find(tx, workspace, dataset));
  const std::string& name = version.empty() ? out.dataset.latest_version : version;
  if (name.empty())
    return fail(ErrorCode::kConflict,
                fmt::format("data set \"{}\" has no published version; publish it first",
                            out.dataset.name));
  TRY_ASSIGN(auto found, version_of_dataset(tx, out.dataset, name));
  out.version = std::move(*found);
  if (out.version.state != DatasetVersionState::kPublished)
    return fail(ErrorCode::kConflict,
                fmt::format("{} of data set \"{}\" is a draft; publish it first", out.version.name,
                            out.dataset.name));
  return out;
}

Result<DatasetVersion> draft_of(Tx& tx, LabeledDataset& dataset) {
  TRY_ASSIGN(auto newest, newest_version(tx, dataset.id));
  if (newest && newest->state == DatasetVersionState::kDraft) return std::move(*newest);
  DatasetVersion draft;
  if (newest) {
    draft.row_count = newest->row_count;
    draft.size_bytes = newest->size_bytes;
    draft.counts = newest->counts;
    draft.segments = newest->segments;
  }
  draft.workspace = dataset.workspace;
  draft.dataset = dataset.id;
  draft.dataset_name = dataset.name;
  draft.owner = dataset.owner;
  draft.owner_name = dataset.owner_name;
  draft.name = fmt::format("V{}", ++dataset.last_version);
  TRY(Table<LabeledDataset>().update(tx, dataset));
  TRY(Table<DatasetVersion>().insert(tx, draft));
  return draft;
}

Result<void> note_edits(Tx& tx, const Actor& actor, const std::string& dataset_id,
                        const RowTotals& totals, Opinion opinion, json::Value diff) {
  TRY_ASSIGN(LabeledDataset dataset, Table<LabeledDataset>().get(tx, dataset_id));
  if (opinion == Opinion::kFirst) {
    TRY_ASSIGN(DatasetVersion draft, draft_of(tx, dataset));
    draft.counts = totals.counts;
    draft.row_count = sum(totals.counts);
    draft.size_bytes = totals.stored_bytes;
    TRY(Table<DatasetVersion>().update(tx, draft));
    dataset.row_count = draft.row_count;
    dataset.size_bytes = draft.size_bytes;
    TRY(Table<LabeledDataset>().update(tx, dataset));
  }
  record(tx, actor,
         {.kind = LabeledDataset::kind(),
          .object = dataset,
          .verb = "annotate",
          .diff = std::move(diff)});
  return {};
}

Result<DatasetVersion> publish_version(Tx& tx, const Actor& actor, const Published& published) {
  TRY_ASSIGN(DatasetVersion version, Table<DatasetVersion>().get(tx, published.version));
  TRY_ASSIGN(LabeledDataset dataset, Table<LabeledDataset>().get(tx, version.dataset));
  if (version.state != DatasetVersionState::kDraft || version.segments != published.segments)
    return fail(ErrorCode::kConflict,
                "the data set was changed by somebody else meanwhile; publish it again");
  version.state = DatasetVersionState::kPublished;
  version.sha256 = published.sha256;
  version.edits_end = published.edits_end;
  version.trained_rows = published.trained_rows;
  version.counts = published.totals.counts;
  version.row_count = sum(version.counts);
  version.size_bytes = published.totals.stored_bytes;
  version.published_at = tx.now();
  version.published_by = actor.account;
  TRY(Table<DatasetVersion>().update(tx, version));
  dataset.latest_version = version.name;
  TRY(Table<LabeledDataset>().update(tx, dataset));
  record(tx, actor,
         {.kind = LabeledDataset::kind(),
          .object = dataset,
          .verb = "publish",
          .diff = json::Object{{"version", version.name}, {"sha256", version.sha256}},
          .message = fmt::format("{}: {} rows", version.name, version.row_count)});
  return version;
}

Result<LabeledDataset> copy_dataset(Tx& tx, const Actor& actor, const LabeledDataset& source,
                                    const DatasetVersion& version, const std::string& id,
                                    const std::string& name) {
  LabeledDataset copy;
  copy.id = id;
  copy.name = name;
  if (name.empty()) {
    TRY_ASSIGN(copy.name, copy_name(tx, LabeledDataset::kind(), source));
  } else if (const auto wrong = describe::check_object_name(name); !wrong.empty()) {
    return base::invalid_field("name", std::string(wrong));
  }
  copy.description = source.description;
  copy.dataset_template = source.dataset_template;
  copy.label_names = source.label_names;
  copy.state = DataState::kReady;
  TRY(create(tx, actor, LabeledDataset::kind(), source.workspace, copy));
  TRY_ASSIGN(DatasetVersion draft, draft_of(tx, copy));
  draft.segments = version.segments;
  draft.counts = version.counts;
  draft.row_count = version.row_count;
  draft.size_bytes = version.size_bytes;
  TRY(Table<DatasetVersion>().update(tx, draft));
  copy.row_count = draft.row_count;
  copy.size_bytes = draft.size_bytes;
  TRY(Table<LabeledDataset>().update(tx, copy));
  return copy;
}

void follow_readers(LabeledDataset& dataset) {
  const bool read = !dataset.shared_with.empty() || !dataset.second_annotator.empty();
  dataset.visibility = read ? resource::RowsVisibility::kUsers : resource::RowsVisibility::kOwner;
}

Result<void> share_dataset(Tx& tx, const Actor& actor, LabeledDataset& dataset,
                           const std::vector<std::string>& users, Share how) {
  auto& now = dataset.shared_with;
  for (const std::string& user : users) {
    TRY_ASSIGN(const std::string id, resolve(tx, resource::User::kind(), "", user, "users"));
    std::erase(now, id);
    if (how == Share::kGive && id != dataset.owner) now.push_back(id);
  }
  follow_readers(dataset);
  TRY(Table<LabeledDataset>().update(tx, dataset));
  json::Array ids;
  for (const std::string& id : now) ids.emplace_back(id);
  record(tx, actor,
         {.kind = LabeledDataset::kind(),
          .object = dataset,
          .verb = how == Share::kGive ? "share" : "unshare",
          .diff = json::Object{{"shared_with", std::move(ids)}}});
  return {};
}

}  // namespace millrace::domain
