#include <fmt/core.h>

#include <algorithm>

#include "domain/rules_of_kinds.h"
#include "domain/rules_workload.h"
#include "domain/storage_ops.h"
#include "resource/assets.h"
#include "resource/fine_tune.h"
#include "resource/storage.h"
#include "resource/training_job.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::Alert;
using resource::CodePackage;
using resource::Object;
using resource::Upload;
using store::Table;
using store::Tx;

constexpr base::Duration kUploadLife = std::chrono::hours(72);

Result<void> prepare_package(Tx& tx, const Actor&, Object& object) {
  auto& package = static_cast<CodePackage&>(object);
  if (package.source == resource::PackageSource::kUpload) {
    if (!package.storage.empty() || !package.path.empty())
      return base::invalid_field("storage", "goes with source storage only");
    return {};
  }
  if (package.storage.empty())
    return base::invalid_field("storage", "is required with source storage");
  TRY_ASSIGN(package.storage,
             resolve(tx, resource::Storage::kind(), "", package.storage, "storage"));
  TRY_ASSIGN(const auto storage, Table<resource::Storage>().get(tx, package.storage));
  TRY(require_folder(storage, "storage"));
  package.state = resource::PackageState::kReady;  // mounted in place: there is nothing to import
  return {};
}

// Who may delete a package need not be one who may see every job that names it.
Result<void> prepare_package_remove(Tx& tx, const Actor& actor, const Object& object) {
  TRY_ASSIGN(const auto jobs, Table<resource::TrainingJob>().all(
                                  tx, {.workspaces = std::vector{object.workspace},
                                       .filter = {store::where("code_package", object.id)}}));
  if (jobs.empty()) return {};
  const auto own = std::find_if(jobs.begin(), jobs.end(), [&](const auto& job) {
    return actor.is_administrator() || job.owner == actor.user_id;
  });
  return fail(ErrorCode::kConflict,
              fmt::format("{} training jobs use it{}; change or delete them first", jobs.size(),
                          own == jobs.end() ? "" : fmt::format(", \"{}\" among them", own->name)));
}

Result<void> prepare_upload(Tx& tx, const Actor&, Object& object) {
  static_cast<Upload&>(object).expires_at = tx.now() + kUploadLife;
  return {};
}

Result<void> prepare_upload_remove(Tx& tx, const Actor& actor, const Object& object) {
  TRY_ASSIGN(const auto tunes,
             Table<resource::FineTune>().all(tx, {.workspaces = std::vector{object.workspace}}));
  for (const auto& tune : tunes)
    for (const auto& data : tune.train_data)
      if (data.upload == object.id) {
        const bool may_know = actor.is_administrator() || tune.owner == actor.user_id;
        return fail(ErrorCode::kConflict,
                    fmt::format("a fine-tune trains with it{}; change or delete that first",
                                may_know ? fmt::format(", \"{}\"", tune.name) : ""));
      }
  return {};
}

Result<void> check_alert(Tx& tx, Alert& alert) {
  if (alert.events.empty()) return base::invalid_field("events", "must name at least one event");
  if (alert.webhook_url.empty() && alert.email.empty())
    return base::invalid_field("webhook_url", "or email is required: where should the alert go?");
  if (alert.workload.empty()) return {};
  TRY_ASSIGN(alert.workload, resolve_workload(tx, alert.workspace, alert.workload, "workload"));
  return {};
}

Result<void> prepare_alert(Tx& tx, const Actor&, Object& object) {
  return check_alert(tx, static_cast<Alert&>(object));
}

// What names a workload that has gone since can still be switched off.
Result<void> prepare_alert_update(Tx& tx, const Actor&, const Object& before, Object& after) {
  auto& alert = static_cast<Alert&>(after);
  const std::string& known = static_cast<const Alert&>(before).workload;
  if (alert.workload != known) return check_alert(tx, alert);
  alert.workload.clear();
  TRY(check_alert(tx, alert));
  alert.workload = known;
  return {};
}

}  // namespace

Rules code_package_rules() {
  return {.kind = &CodePackage::kind(),
          .prepare_create = prepare_package,
          .prepare_remove = prepare_package_remove};
}
Rules upload_rules() {
  return {.kind = &Upload::kind(),
          .prepare_create = prepare_upload,
          .prepare_remove = prepare_upload_remove};
}
Rules alert_rules() {
  return {.kind = &Alert::kind(),
          .prepare_create = prepare_alert,
          .prepare_update = prepare_alert_update};
}

}  // namespace millrace::domain
