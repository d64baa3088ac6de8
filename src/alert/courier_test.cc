#include "alert/courier.h"

#include "alert/alert_fixture.h"
#include "alert/follower.h"
#include "alert/notice.h"

namespace millrace::alert {
namespace {
using base::Duration;
using resource::Alert;

// Fails so many times, then takes everything; remembers what came.
class FakeTransport final : public Transport {
 public:
  Result<void> call_webhook(const WebhookCall& call) override {
    calls.push_back(call);
    return answer();
  }
  Result<void> send_mail(const MailMessage& message) override {
    mails.push_back(message);
    return answer();
  }
  Result<void> answer() {
    if (failures == 0) return {};
    --failures;
    return fail(code, "the receiver answered with status 500");
  }
  int failures = 0;
  ErrorCode code = ErrorCode::kUnavailable;
  std::vector<WebhookCall> calls;
  std::vector<MailMessage> mails;
};

class CourierTest : public AlertTest {
 protected:
  void SetUp() override {
    AlertTest::SetUp();
    start();
    ASSERT_TRUE(follower_->step());
  }
  void start() {
    follower_.emplace(*store_);
    courier_.emplace(*store_, transport_, clock_, rng_, CourierOptions{.max_attempts = 5});
  }
  void kill_and_restart() {
    courier_.reset();
    follower_.reset();
    reopen();
    start();
  }
  void follow() { ASSERT_TRUE(follower_->step()); }
  int deliver_all() {
    int tried = 0;
    for (;; ++tried) {
      const auto did = courier_->deliver_one();
      EXPECT_TRUE(did) << did.error().to_string();
      if (!did || *did == Courier::Did::kNothing) return tried;
    }
  }
  Duration until_next() {
    const auto next = courier_->until_next();
    EXPECT_TRUE(next && *next);
    return **next;
  }

  base::SeededRng rng_{1};
  FakeTransport transport_;
  std::optional<Follower> follower_;
  std::optional<Courier> courier_;
};

TEST_F(CourierTest, DeliversByBothChannels) {
  Alert alert;
  alert.webhook_url = "https://hooks.example/x";
  alert.webhook_secret = "s3cret";
  alert.email = "dev1@example.org";
  alert = add_alert(owner_, alert);
  run_becomes("failed");
  follow();
  EXPECT_EQ(deliver_all(), 2);
  ASSERT_EQ(transport_.calls.size(), 1u);
  EXPECT_EQ(transport_.calls[0].url, "https://hooks.example/x");
  EXPECT_EQ(transport_.calls[0].secret, "s3cret");
  EXPECT_EQ(transport_.calls[0].event, "failed");
  ASSERT_EQ(transport_.mails.size(), 1u);
  EXPECT_EQ(transport_.mails[0].to, "dev1@example.org");
  EXPECT_NE(transport_.mails[0].subject.find("hello"), std::string::npos);
  EXPECT_EQ(stored(alert).delivered, 2);
  EXPECT_EQ(waiting(alert), 0);
}

TEST_F(CourierTest, TriesAgainWithGrowingPausesAndTheSameId) {
  const Alert alert = add_alert(owner_);
  run_becomes("failed");
  follow();
  transport_.failures = 3;
  Duration before{0};
  for (int i = 1; i <= 3; ++i) {
    EXPECT_EQ(deliver_all(), 1);
    const Duration pause = until_next();
    EXPECT_GT(pause, before);
    EXPECT_GE(pause, Duration{5'000 << (i - 1)});
    EXPECT_LE(pause, Duration{10'000 << (i - 1)});
    EXPECT_EQ(stored(alert).last_error, "the receiver answered with status 500");
    before = pause;
    clock_.advance(pause);
  }
  EXPECT_EQ(deliver_all(), 1);
  EXPECT_EQ(transport_.calls.size(), 4u);
  for (const auto& call : transport_.calls) EXPECT_EQ(call.delivery, transport_.calls[0].delivery);
  EXPECT_EQ(stored(alert).delivered, 1);
  EXPECT_EQ(stored(alert).failed, 0);
  EXPECT_EQ(stored(alert).last_error, "");
}

TEST_F(CourierTest, GivesUpAfterSoManyAttempts) {
  const Alert alert = add_alert(owner_);
  run_becomes("failed");
  follow();
  transport_.failures = 100;
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(deliver_all(), 1);
    clock_.advance(Duration{3'600'000});
  }
  EXPECT_EQ(deliver_all(), 0);
  EXPECT_EQ(stored(alert).failed, 1);
  EXPECT_EQ(stored(alert).last_error, "the receiver answered with status 500");
  EXPECT_EQ(waiting(alert), 0);
}

TEST_F(CourierTest, GivesUpAtOnceWhatCannotWork) {
  const Alert alert = add_alert(owner_);
  run_becomes("failed");
  follow();
  transport_.failures = 1;
  transport_.code = ErrorCode::kForbidden;
  EXPECT_EQ(deliver_all(), 1);
  EXPECT_EQ(stored(alert).failed, 1);
  EXPECT_EQ(waiting(alert), 0);
}

TEST_F(CourierTest, AKillBetweenOutboxAndDeliveryLosesNothing) {
  const Alert alert = add_alert(owner_);
  run_becomes("failed");
  follow();
  kill_and_restart();
  follow();
  EXPECT_EQ(deliver_all(), 1);
  EXPECT_EQ(stored(alert).delivered, 1);
}

TEST_F(CourierTest, AKillBetweenAttemptsKeepsTheirCountAndPause) {
  const Alert alert = add_alert(owner_);
  run_becomes("failed");
  follow();
  transport_.failures = 2;
  EXPECT_EQ(deliver_all(), 1);
  const Duration pause = until_next();
  kill_and_restart();
  EXPECT_EQ(deliver_all(), 0);  // not due yet
  EXPECT_EQ(until_next(), pause);
  clock_.advance(pause);
  EXPECT_EQ(deliver_all(), 1);
  EXPECT_GE(until_next(), Duration{10'000});
  clock_.advance(until_next());
  EXPECT_EQ(deliver_all(), 1);
  EXPECT_EQ(stored(alert).delivered, 1);
}

TEST_F(CourierTest, WhatWasSwitchedOffOrDeletedIsDropped) {
  const Alert off = add_alert(owner_), gone = add_alert(owner_), moved = add_alert(owner_);
  run_becomes("failed");
  follow();
  change(off, [](Alert& a) { a.enabled = false; });
  change(moved, [](Alert& a) { a.webhook_url = "https://hooks.example/new"; });
  write([&](store::Tx& tx) { return store::Table<Alert>().remove(tx, gone.id); });
  EXPECT_EQ(deliver_all(), 3);
  ASSERT_EQ(transport_.calls.size(), 1u);
  EXPECT_EQ(transport_.calls[0].url, "https://hooks.example/new");  // the address of now
  EXPECT_EQ(waiting(off) + waiting(gone) + waiting(moved), 0);
}

TEST_F(CourierTest, PausesAreCapped) {
  base::SeededRng rng(2);
  const CourierOptions options;
  for (int attempts = 1; attempts < 80; ++attempts) {
    const Duration pause = pause_after(attempts, options, rng);
    EXPECT_GE(pause, Duration{5'000});
    EXPECT_LE(pause, options.longest_pause);
  }
}

}  // namespace
}  // namespace millrace::alert
