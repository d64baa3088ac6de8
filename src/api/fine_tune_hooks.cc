// Before a fine-tune is written its data are looked at, outside the transaction; and whoever writes
// it must be allowed to see its base model and its files. Who starts it later need not: it shows
// them nothing.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/hooks_of_kinds.h"
#include "api/may_use.h"
#include "api/tune_data.h"
#include "api/workload_start.h"
#include "auth/permissions.h"
#include "protocol/tune_hints.h"
#include "resource/assets.h"
#include "resource/fine_tune.h"
#include "resource/model.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using resource::FineTune;
using resource::Model;
using resource::Upload;

Result<void> may_read(const Call& call, const Upload& upload, const std::string& field) {
  auto allowed = authorize_object(call.actor, Upload::kind(), "get", upload);
  if (allowed) return {};
  return unseen(std::move(allowed).error(), field, Upload::kind(), upload.id);
}

std::string upload_field(std::size_t i) {
  return describe::item_path("train_data", i) + ".upload";
}

// Complete uploads that the caller may see; others are the rules' to speak of.
Result<std::vector<std::optional<Upload>>> uploads_of(const Call& call, const FineTune& tune) {
  std::vector<std::optional<Upload>> out;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    out.clear();
    for (const auto& data : tune.train_data) {
      auto found = store::Table<Upload>().find(tx, tune.workspace, data.upload, call.actor.user_id);
      if (!found && found.error().code != ErrorCode::kNotFound) return found.error();
      const bool whole = found && found->state == resource::UploadState::kComplete;
      out.push_back(whole ? std::optional(std::move(*found)) : std::nullopt);
    }
    return {};
  }));
  return out;
}

Result<void> look_at_data(const Call& call, resource::Object& object, describe::Purpose,
                          Prepared& prepared) {
  const auto& tune = static_cast<const FineTune&>(object);
  TRY_ASSIGN(const auto uploads, uploads_of(call, tune));
  std::int64_t rows = 0;
  bool all = !uploads.empty();
  for (std::size_t i = 0; i < uploads.size(); ++i) {
    if (!uploads[i]) return {};
    TRY(may_read(call, *uploads[i], upload_field(i)));
    TRY_ASSIGN(const TuneRows seen,
               look_at_tune_data(call.services.files, call.services.uploads.path(uploads[i]->id),
                                 uploads[i]->name, protocol::kPlentyOfRows, upload_field(i)));
    rows += seen.count;
    all = all && seen.end == TuneRows::End::kReached;
  }
  if (all) prepared.hints = protocol::data_hints(tune.method, rows);
  return {};
}

Result<void> add_hints_and_start(store::Tx& tx, const Call& call, resource::Object& object,
                                 describe::Purpose purpose, const Prepared& prepared) {
  if (!prepared.hints.empty()) {
    auto& tune = static_cast<FineTune&>(object);
    tune.hints.insert(tune.hints.begin(), prepared.hints.begin(), prepared.hints.end());
    TRY(store::Table<FineTune>().update(tx, tune));
  }
  return start_if_asked(tx, call, object, purpose, prepared);
}

Result<void> may_use_base(store::ReadTx& tx, const Call& call, const FineTune& tune,
                          const json::Value& body) {
  const auto model = store::Table<Model>().get(tx, tune.base_model);
  if (!model) return model.error().code == ErrorCode::kNotFound ? Result<void>() : model.error();
  auto allowed = model->workspace.empty()
                     ? auth::require(call.actor, "model.get", auth::Target::preset(tune.workspace))
                     : authorize_object(call.actor, Model::kind(), "get", *model);
  if (allowed || allowed.error().code != ErrorCode::kNotFound) return allowed;
  return unseen(std::move(allowed).error(), "base_model", Model::kind(),
                body.string_or("base_model", tune.base_model));
}

Result<void> may_use(store::ReadTx& tx, const Call& call, const resource::Object& object,
                     const json::Value& body) {
  const auto& tune = static_cast<const FineTune&>(object);
  TRY(may_use_base(tx, call, tune, body));
  for (std::size_t i = 0; i < tune.train_data.size(); ++i) {
    const auto& data = tune.train_data[i];
    if (!data.dataset.empty()) {
      TRY(may_use_dataset(tx, call, data.dataset,
                          describe::item_path("train_data", i) + ".dataset"));
      continue;
    }
    const auto upload = store::Table<Upload>().get(tx, data.upload);
    if (upload) TRY(may_read(call, *upload, upload_field(i)));
  }
  return {};
}

}  // namespace

CollectionHooks fine_tune_hooks() {
  return {.kind = &FineTune::kind(),
          .before_write = look_at_data,
          .after_write = add_hints_and_start,
          .may_use = may_use};
}

}  // namespace millrace::api
