// Labelled data sets are copied, and shared with people who may read them.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/body.h"
#include "api/collection.h"
#include "api/dataset_access.h"
#include "api/idempotent.h"
#include "api/route_groups.h"
#include "base/ids.h"
#include "base/log.h"
#include "domain/copy_name.h"
#include "domain/crud.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using resource::LabeledDataset;
using store::Table;

struct ShareBody {
  std::vector<std::string> users;
};
constexpr describe::Field kShareFields[] = {
    describe::field<&ShareBody::users>("users", Access::kMutable, "Accounts or ids.",
                                       {.limits = {.max_items = 1'000}, .required = true})};
constexpr describe::Table kShareTable{kShareFields};

struct CopyBody {
  std::string name;
};
constexpr describe::Field kCopyFields[] = {describe::field<&CopyBody::name>(
    "name", Access::kMutable, "Of the copy; empty: the first that is free.",
    {.limits = {.max_length = 64}})};
constexpr describe::Table kCopyTable{kCopyFields};

template <class Body>
Result<Body> body_of(const Call& call, const describe::Table& table) {
  TRY_ASSIGN(const json::Value document, json_body(call.request));
  Body body;
  const Body defaults;
  TRY(describe::decode_strict(table, document, describe::Purpose::kCreate, &body, &defaults));
  return body;
}

Result<net::Response> change_readers(const Call& call, domain::Share how) {
  TRY_ASSIGN(LabeledDataset dataset,
             dataset_of(call, how == domain::Share::kGive ? "share" : "unshare"));
  TRY_ASSIGN(const ShareBody body, body_of<ShareBody>(call, kShareTable));
  TRY(call.services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(dataset, Table<LabeledDataset>().get(tx, dataset.id));
    return domain::share_dataset(tx, call.actor, dataset, body.users, how);
  }));
  return object_response(200, LabeledDataset::kind(), dataset);
}

// The rows are linked, not copied; they are the copy's draft.
Result<net::Response> copy(const Call& call) {
  TRY_ASSIGN(const DatasetRows source, rows_of(call, "duplicate"));
  TRY(authorize(call.actor, "labeled_dataset.create", source.dataset.workspace));
  TRY_ASSIGN(const Idempotent idempotent, Idempotent::of(call));
  TRY_ASSIGN(const CopyBody body, body_of<CopyBody>(call, kCopyTable));
  if (!source.version) return fail(ErrorCode::kConflict, "the data set has no rows yet");
  Services& services = call.services;
  const std::string id = base::new_ulid(services.clock, services.rng);
  const bool published = source.version->state == resource::DatasetVersionState::kPublished;
  const std::int64_t end = published && call.request.query_value("version") != nullptr
                               ? source.version->edits_end
                               : source.set->edits_end();
  TRY(services.library.copy(source.dataset.id, id, source.version->segments, end));
  std::unique_ptr<resource::Object> made;
  const auto written = services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(made, idempotent.earlier(tx, LabeledDataset::kind()));
    if (made) return {};
    TRY_ASSIGN(auto dataset, domain::copy_dataset(tx, call.actor, source.dataset, *source.version,
                                                  id, body.name));
    made = std::make_unique<LabeledDataset>(std::move(dataset));
    return idempotent.made(tx, *made);
  });
  if (!written || made->id != id)
    if (auto removed = services.library.remove(id); !removed)
      log_warning("api", "files of a copy could not be removed",
                  {{"error", removed.error().to_string()}});
  TRY(written);
  return object_response(201, LabeledDataset::kind(), *made);
}

}  // namespace

void add_dataset_sharing_routes(Routes& routes) {
  const std::string one = collection_path(LabeledDataset::kind()) + "/{id}";
  const auto op = [&](const std::string& verb, const std::string& permission, std::string summary) {
    return Operation{.method = "POST",
                     .path = one + ":" + verb,
                     .summary = std::move(summary),
                     .tag = "labeled-datasets",
                     .permission = "labeled_dataset." + permission,
                     .response_schema = schema_ref(LabeledDataset::kind(), "")};
  };
  const json::Value users = describe::schema(kShareTable, describe::SchemaFor::kCreate, nullptr);
  Operation share = op("share", "share", "Let these people read it.");
  share.request_schema = users;
  routes.add(std::move(share),
             [](const Call& call) { return change_readers(call, domain::Share::kGive); });
  Operation unshare = op("unshare", "share", "Let these people read it no more.");
  unshare.request_schema = users;
  routes.add(std::move(unshare),
             [](const Call& call) { return change_readers(call, domain::Share::kTake); });
  Operation copied = op("copy", "duplicate", "A data set of its own with the same rows.");
  copied.request_schema = describe::schema(kCopyTable, describe::SchemaFor::kUpdate, nullptr);
  copied.success_status = 201;
  routes.add(std::move(copied), copy);
}

}  // namespace millrace::api
