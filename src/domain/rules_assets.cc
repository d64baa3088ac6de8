#include <fmt/core.h>

#include "domain/rules_of_kinds.h"
#include "resource/assets.h"
#include "resource/machines.h"
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
  package.state = resource::PackageState::kReady;  // mounted in place: there is nothing to import
  return {};
}

Result<void> prepare_package_remove(Tx& tx, const Actor&, const Object& object) {
  TRY_ASSIGN(const auto jobs, Table<resource::TrainingJob>().all(
                                  tx, {.workspaces = std::vector{object.workspace},
                                       .filter = {store::where("code_package", object.id)}}));
  if (jobs.empty()) return {};
  return fail(ErrorCode::kConflict,
              fmt::format("{} training jobs use it, \"{}\" among them; change or delete them first",
                          jobs.size(), jobs[0].name));
}

Result<void> prepare_upload(Tx& tx, const Actor&, Object& object) {
  static_cast<Upload&>(object).expires_at = tx.now() + kUploadLife;
  return {};
}

Result<void> check_alert(Tx& tx, Alert& alert) {
  if (alert.events.empty()) return base::invalid_field("events", "must name at least one event");
  if (alert.webhook_url.empty() && alert.email.empty())
    return base::invalid_field("webhook_url", "or email is required: where should the alert go?");
  if (alert.workload.empty()) return {};
  TRY_ASSIGN(alert.workload, resolve(tx, resource::TrainingJob::kind(), alert.workspace,
                                     alert.workload, "workload"));
  return {};
}

Result<void> prepare_alert(Tx& tx, const Actor&, Object& object) {
  return check_alert(tx, static_cast<Alert&>(object));
}
Result<void> prepare_alert_update(Tx& tx, const Actor&, const Object&, Object& after) {
  return check_alert(tx, static_cast<Alert&>(after));
}

}  // namespace

Rules code_package_rules() {
  return {.kind = &CodePackage::kind(),
          .prepare_create = prepare_package,
          .prepare_remove = prepare_package_remove};
}
Rules upload_rules() { return {.kind = &Upload::kind(), .prepare_create = prepare_upload}; }
Rules alert_rules() {
  return {.kind = &Alert::kind(),
          .prepare_create = prepare_alert,
          .prepare_update = prepare_alert_update};
}

}  // namespace millrace::domain
