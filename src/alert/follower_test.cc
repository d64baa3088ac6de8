#include "alert/follower.h"

#include "alert/alert_fixture.h"
#include "domain/advance.h"

namespace millrace::alert {
namespace {
using resource::Alert;
using resource::AlertEvent;
using resource::MemberRole;

Alert with_name(const char* name) {
  Alert alert;
  alert.name = name;
  return alert;
}

class FollowerTest : public AlertTest {
 protected:
  void SetUp() override {
    AlertTest::SetUp();
    follow();
  }
  void follow(std::optional<std::size_t> alarming = std::nullopt) {
    const auto step = follower().step();
    ASSERT_TRUE(step) << step.error().to_string();
    EXPECT_EQ(step->next, Follower::Next::kCaughtUp);
    EXPECT_EQ(step->alarming, alarming.value_or(step->alarming));
  }
  Follower& follower() {
    if (!follower_) follower_.emplace(*store_);
    return *follower_;
  }
  void restart() {
    follower_.reset();
    reopen();
  }
  std::optional<Follower> follower_;
};

TEST_F(FollowerTest, PutsWhatIsWantedIntoTheOutboxOnce) {
  Alert failed_only = with_name("failed-only");
  failed_only.events = {AlertEvent::kFailed};
  Alert off = with_name("off");
  off.enabled = false;
  Alert both = with_name("both");
  both.webhook_url = "https://hooks.example/x";
  both.email = "dev1@example.org";
  failed_only = add_alert(owner_, failed_only);
  off = add_alert(owner_, off);
  both = add_alert(owner_, both);
  run_becomes("running");
  follow(0);
  run_becomes("recovering");
  run_becomes("failed");
  follow(2);
  EXPECT_EQ(waiting(failed_only), 1);
  EXPECT_EQ(waiting(off), 0);
  EXPECT_EQ(waiting(both), 4);  // two events, two channels
  follow(0);
  restart();
  follow(0);
  EXPECT_EQ(waiting(both), 4);
}

TEST_F(FollowerTest, OnlyRunsThatTheOwnerMaySee) {
  const std::string developer = add_user("dev2", {MemberRole::kDeveloper}),
                    op = add_user("op1", {MemberRole::kOperator}), stranger = add_user("far", {});
  Alert on_job = with_name("dev2-on-job");
  on_job.workload = run_.workload;
  const Alert own = add_alert(developer), foreign = add_alert(developer, on_job);
  on_job.name = "op-on-job";
  const Alert operators = add_alert(op, on_job), operators_own = add_alert(op);
  on_job.name = "far-on-job";
  const Alert far = add_alert(stranger, on_job);
  run_becomes("failed");
  follow(1);
  EXPECT_EQ(waiting(own), 0);      // somebody else's job
  EXPECT_EQ(waiting(foreign), 0);  // and they may not see it
  EXPECT_EQ(waiting(operators), 1);
  EXPECT_EQ(waiting(operators_own), 0);  // may see it, asked for their own only
  EXPECT_EQ(waiting(far), 0);
}

TEST_F(FollowerTest, ADisabledUserHearsNothing) {
  const Alert alert = add_alert(owner_);
  write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(auto user, store::Table<resource::User>().get(tx, owner_));
    user.disabled = true;
    return store::Table<resource::User>().update(tx, user);
  });
  run_becomes("failed");
  follow(1);
  EXPECT_EQ(waiting(alert), 0);
}

TEST_F(FollowerTest, WhatHappenedBeforeTheAlertIsNoAlarm) {
  run_becomes("failed");
  clock_.advance(base::Duration{1});
  const Alert alert = add_alert(owner_);
  follow(1);
  EXPECT_EQ(waiting(alert), 0);
}

TEST_F(FollowerTest, EventsWhileTheServerWasDownAreFoundAfterwards) {
  const Alert alert = add_alert(owner_);
  run_becomes("queued");
  restart();
  run_becomes("failed");
  follow(1);
  EXPECT_EQ(waiting(alert), 1);
}

TEST_F(FollowerTest, TheEventsAreThoseOfDomain) {
  const Alert alert = add_alert(owner_);
  write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(auto run, store::Table<resource::Run>().get(tx, run_.id));
    return domain::advance(tx, domain::system_actor(), run, resource::RunState::kFailed,
                           domain::why(resource::ReasonCode::kImageMissing));
  });
  follow(1);
  EXPECT_EQ(waiting(alert), 1);
}

TEST_F(FollowerTest, ManyEventsAreReadInBatches) {
  const Alert alert = add_alert(owner_);
  for (int i = 0; i < 3; ++i) {
    write([&](store::Tx& tx) -> Result<void> {
      for (int k = 0; k < 400; ++k) store::append_event(tx, event_of(run_, "running"));
      return {};
    });
  }
  run_becomes("succeeded");
  int steps = 0;
  for (bool more = true; more; ++steps) {
    const auto step = follower().step();
    ASSERT_TRUE(step);
    more = step->next == Follower::Next::kAtOnce;
  }
  EXPECT_EQ(steps, 3);
  EXPECT_EQ(waiting(alert), 1);
}

TEST_F(FollowerTest, AnAlertHasOnlySoManyWaiting) {
  const Alert alert = add_alert(owner_);
  for (int i = 0; i < 3; ++i)
    write([&](store::Tx& tx) -> Result<void> {
      for (int k = 0; k < 400; ++k) store::append_event(tx, event_of(run_, "failed"));
      return {};
    });
  for (bool more = true; more;) more = follower().step()->next == Follower::Next::kAtOnce;
  EXPECT_EQ(waiting(alert), kMaxWaiting);
  EXPECT_EQ(stored(alert).failed, 200);
  EXPECT_NE(stored(alert).last_error, "");
}

}  // namespace
}  // namespace millrace::alert
