// For tests of alert/: a store with a workspace, its people, one job's run, and short ways to make
// events and alerts.
#pragma once
#include <string>
#include <vector>

#include "resource/assets.h"
#include "resource/people.h"
#include "resource/run.h"
#include "store/alert_outbox.h"
#include "store/event_log.h"
#include "store/store_fixture.h"
#include "store/table.h"

namespace millrace::alert {

class AlertTest : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    workspace_.name = "default";
    write(
        [&](store::Tx& tx) { return store::Table<resource::Workspace>().insert(tx, workspace_); });
    owner_ = add_user("dev1", {resource::MemberRole::kDeveloper});
    run_ = add_run("hello", owner_);
  }
  std::string add_user(const std::string& account, std::vector<resource::MemberRole> roles) {
    resource::User user;
    user.name = account;
    write([&](store::Tx& tx) -> Result<void> {
      TRY(store::Table<resource::User>().insert(tx, user));
      if (roles.empty()) return {};
      resource::Member member;
      member.workspace = workspace_.id;
      member.name = account;
      member.user = user.id;
      member.roles = roles;
      return store::Table<resource::Member>().insert(tx, member);
    });
    return user.id;
  }
  resource::Run add_run(const std::string& job, const std::string& owner) {
    resource::Run run;
    run.workspace = workspace_.id;
    run.name = job + "-1";
    run.owner = owner;
    run.workload_kind = "training_job";
    run.workload = "0job-" + job;
    run.workload_name = job;
    write([&](store::Tx& tx) { return store::Table<resource::Run>().insert(tx, run); });
    return run;
  }
  resource::Alert add_alert(const std::string& owner, resource::Alert alert = {}) {
    if (alert.name.empty()) alert.name = "alert-" + std::to_string(++alerts_);
    alert.workspace = workspace_.id;
    alert.owner = owner;
    if (alert.events.empty())
      alert.events = {resource::AlertEvent::kFailed, resource::AlertEvent::kRecovering,
                      resource::AlertEvent::kSucceeded};
    if (alert.webhook_url.empty() && alert.email.empty())
      alert.webhook_url = "https://hooks.example/x";
    write([&](store::Tx& tx) { return store::Table<resource::Alert>().insert(tx, alert); });
    return alert;
  }
  resource::Alert stored(const resource::Alert& alert) {
    resource::Alert now;
    read([&](store::ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(now, store::Table<resource::Alert>().get(tx, alert.id));
      return {};
    });
    return now;
  }
  void change(const resource::Alert& alert, const std::function<void(resource::Alert&)>& edit) {
    write([&](store::Tx& tx) -> Result<void> {
      TRY_ASSIGN(auto now, store::Table<resource::Alert>().get(tx, alert.id));
      edit(now);
      return store::Table<resource::Alert>().update(tx, now);
    });
  }
  void run_becomes(const std::string& state) { run_becomes(run_, state); }
  void run_becomes(const resource::Run& run, const std::string& state) {
    write([&](store::Tx& tx) -> Result<void> {
      store::append_event(tx, event_of(run, state));
      return {};
    });
  }
  // As domain::advance writes them.
  static store::Event event_of(const resource::Run& run, const std::string& state) {
    return {.workspace = run.workspace,
            .kind = run.workload_kind,
            .object_id = run.workload,
            .object_name = run.workload_name,
            .run = run.id,
            .attempt = 1,
            .message = "words",
            .details = {{"from", "starting"}, {"to", state}, {"state_reason", "Because"}}};
  }
  std::int64_t waiting(const resource::Alert& alert) {
    std::int64_t count = 0;
    read([&](store::ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(count, store::count_deliveries(tx, alert.id));
      return {};
    });
    return count;
  }

  resource::Workspace workspace_;
  resource::Run run_;
  std::string owner_;
  int alerts_ = 0;
};

}  // namespace millrace::alert
