// Who uses a model, and the codes by which copies of it are made.
#include <fmt/core.h>

#include <algorithm>

#include "crypto/hash.h"
#include "domain/crud.h"
#include "domain/model_ops.h"
#include "resource/fine_tune.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::FineTune;
using resource::Model;
using resource::ModelVersion;
using resource::ShareCode;
using resource::VersionState;
using store::Table;
using store::Tx;

constexpr std::string_view kPrefix = "ms-";
constexpr std::size_t kIdLength = 26;

bool names_version(const FineTune& tune, const ModelVersion& version, const Model& model) {
  if (tune.base_model_version.empty()) return version.name == model.latest_version;
  return tune.base_model_version == version.name || tune.base_model_version == version.id;
}

Error in_use(const Actor& actor, const std::vector<const FineTune*>& users) {
  const auto own = std::find_if(users.begin(), users.end(), [&](const FineTune* tune) {
    return actor.is_administrator() || tune->owner == actor.user_id;
  });
  return fail(
      ErrorCode::kConflict,
      fmt::format("{} fine-tunes use it{}; change or delete them first", users.size(),
                  own == users.end() ? "" : fmt::format(", \"{}\" among them", (*own)->name)));
}

Result<void> check_no_tunes(store::ReadTx& tx, const Actor& actor, const Model& model,
                            const ModelVersion* version) {
  TRY_ASSIGN(const auto tunes,
             Table<FineTune>().all(tx, {.filter = {store::where("base_model", model.id)}}));
  std::vector<const FineTune*> users;
  for (const auto& tune : tunes)
    if ((tune.state == resource::RunState::kIdle || resource::is_active(tune.state)) &&
        (version == nullptr || names_version(tune, *version, model)))
      users.push_back(&tune);
  if (users.empty()) return {};
  return in_use(actor, users);
}

// Copies by share code that are on their way read the files of what they copy.
Result<void> check_not_copied(store::ReadTx& tx, const Model& model, const ModelVersion* version) {
  std::vector<std::string> ids;
  if (version != nullptr) {
    ids.push_back(version->id);
  } else {
    TRY_ASSIGN(const auto versions,
               Table<ModelVersion>().all(tx, {.filter = {store::where("model", model.id)}}));
    for (const auto& v : versions) ids.push_back(v.id);
  }
  for (const auto state : {VersionState::kCreating, VersionState::kImporting}) {
    TRY_ASSIGN(const auto importing,
               Table<ModelVersion>().all(
                   tx, {.filter = {store::where("state", std::string(word(state)))}}));
    for (const auto& v : importing)
      if (std::find(ids.begin(), ids.end(), v.lineage.copied_from) != ids.end())
        return fail(ErrorCode::kConflict,
                    "a copy of it is being made by share code; try again when that is done");
  }
  return {};
}

// Adapters are nothing without the version that they were trained on. Copies in other workspaces
// do not count: nobody else can keep a model from being deleted.
Result<void> check_no_adapters(store::ReadTx& tx, const Model& model, const ModelVersion* version) {
  TRY_ASSIGN(const auto adapters,
             Table<ModelVersion>().all(tx, {.workspaces = std::vector{model.workspace},
                                            .filter = {store::where("weights", "adapter")}}));
  for (const auto& adapter : adapters) {
    const bool needs = version != nullptr ? adapter.lineage.base_version == version->id
                                          : adapter.lineage.base_model == model.id;
    const bool goes_too = version == nullptr && adapter.model == model.id;
    if (needs && !goes_too)
      return fail(ErrorCode::kConflict,
                  fmt::format("{} of model \"{}\" is an adapter that needs it; delete that first",
                              adapter.name, adapter.model_name));
  }
  return {};
}

}  // namespace

Result<void> check_unused(store::ReadTx& tx, const Actor& actor, const Model& model,
                          const ModelVersion* version) {
  TRY(check_no_tunes(tx, actor, model, version));
  TRY(check_no_adapters(tx, model, version));
  if (version != nullptr && version->export_state == resource::ExportState::kExporting)
    return fail(ErrorCode::kConflict, "it is being exported; try again when that is done");
  return check_not_copied(tx, model, version);
}

Result<Shared> share_model(Tx& tx, const Actor& actor, const Model& model,
                           const ModelVersion* version, std::optional<std::int64_t> days,
                           const std::string& secret) {
  if (model.workspace.empty())
    return fail(ErrorCode::kConflict, "preset models are in every workspace already");
  if (model.source == resource::ModelSource::kMounted)
    return fail(ErrorCode::kConflict,
                "a mounted model cannot be shared: its files are not the platform's");
  if (days && *days != 1 && *days != 7 && *days != 30)
    return base::invalid_field("days", "must be 1, 7, 30, or null for ever");
  if (version == nullptr) TRY(newest_ready(tx, model));
  if (version != nullptr && version->state != VersionState::kReady)
    return fail(ErrorCode::kConflict,
                fmt::format("the version is not ready ({})", word(version->state)));
  Shared out;
  ShareCode& row = out.row;
  row.id = tx.new_id();
  row.workspace = model.workspace;
  row.owner = actor.user_id;
  row.owner_name = actor.account;
  row.name = fmt::format("{}-{}-{}", model.name, version != nullptr ? version->name : "latest",
                         row.id.substr(kIdLength - 6));
  row.model = model.id;
  row.model_name = model.name;
  if (version != nullptr) row.model_version = version->id;
  row.days = days;
  if (days) row.expires_at = tx.now() + std::chrono::hours(24 * *days);
  out.code = fmt::format("{}{}-{}", kPrefix, row.id, secret);
  row.code_hash = crypto::sha256_hex(out.code);
  TRY(Table<ShareCode>().insert(tx, row));
  record(tx, actor,
         {.kind = ShareCode::kind(),
          .object = row,
          .verb = "create",
          .diff = difference(ShareCode::kind(), ShareCode(), row)});
  return out;
}

Result<Resolved> resolve_share_code(store::ReadTx& tx, const std::string& code, base::Time now) {
  const Error no_good = fail(ErrorCode::kNotFound,
                             "the code is not valid: it is mistyped, has expired, or was revoked");
  if (!code.starts_with(kPrefix) || code.size() < kPrefix.size() + kIdLength) return no_good;
  Resolved out;
  auto row = Table<ShareCode>().get(tx, code.substr(kPrefix.size(), kIdLength));
  if (!row) return row.error().code == ErrorCode::kNotFound ? no_good : row.error();
  if (!crypto::constant_time_equal(crypto::sha256_hex(code), row->code_hash)) return no_good;
  if (row->expires_at && *row->expires_at <= now) return no_good;
  auto model = Table<Model>().get(tx, row->model);
  if (!model) return model.error().code == ErrorCode::kNotFound ? no_good : model.error();
  auto version = row->model_version.empty() ? newest_ready(tx, *model)
                                            : Table<ModelVersion>().get(tx, row->model_version);
  if (!version || version->state != VersionState::kReady) return no_good;
  return Resolved{std::move(*row), std::move(*model), std::move(*version)};
}

}  // namespace millrace::domain
