// Labelled data sets become immutable versions, which training may use.
#include <fmt/core.h>

#include "api/body.h"
#include "api/collection.h"
#include "api/dataset_access.h"
#include "api/route_groups.h"
#include "rows/publish.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using resource::DatasetVersion;
using resource::DatasetVersionState;
using resource::LabeledDataset;

net::Response answer(const DatasetVersion& version) {
  return net::Response::json(200, json::dump(json::Object{{"version", version.name},
                                                          {"sha256", version.sha256},
                                                          {"id", version.id},
                                                          {"rows", version.row_count}}));
}

// The rows are read and written outside the transaction; changes that come meanwhile are the next
// draft's.
Result<net::Response> publish(const Call& call) {
  TRY_ASSIGN(const DatasetRows now, rows_of(call, "publish"));
  if (!now.version)
    return fail(ErrorCode::kConflict, "the data set has no rows yet; import some first");
  if (now.version->state == DatasetVersionState::kPublished) return answer(*now.version);
  Services& services = call.services;
  const DatasetVersion& draft = *now.version;
  domain::Published published{
      .version = draft.id, .segments = draft.segments, .edits_end = now.set->edits_end()};
  TRY_ASSIGN(const auto rows,
             services.library.published(now.dataset.id, draft.segments, published.edits_end));
  TRY_ASSIGN(const auto written,
             rows::write_training_file(services.files, domain::template_of(now.dataset), *rows,
                                       services.library.training_file(now.dataset.id, draft.id)));
  if (written.rows == 0)
    return fail(ErrorCode::kConflict, "the data set has no rows; import some first");
  published.sha256 = written.sha256;
  published.trained_rows = written.trained_rows;
  published.totals = {written.counts, static_cast<std::int64_t>(rows->stored_bytes())};
  DatasetVersion version;
  TRY(services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(version, domain::publish_version(tx, call.actor, published));
    return {};
  }));
  return answer(version);
}

}  // namespace

void add_dataset_publish_routes(Routes& routes) {
  const std::string one = collection_path(LabeledDataset::kind()) + "/{id}";
  routes.add({.method = "POST",
              .path = one + ":publish",
              .summary = "Make an immutable version of what is there; training uses only those.",
              .tag = "labeled-datasets",
              .permission = "labeled_dataset.publish",
              .response_schema = json::Object{{"type", "object"}}},
             publish);
}

}  // namespace millrace::api
