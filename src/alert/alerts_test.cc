// The threads, a real receiver over HTTP, and the real clock.
#include "alert/alerts.h"

#include "alert/alert_fixture.h"
#include "alert/net_transport.h"
#include "net/server.h"

namespace millrace::alert {
namespace {
using resource::Alert;

// Answers 500 a few times, then 204.
class Receiver {
 public:
  explicit Receiver(int failures)
      : failures_(failures),
        server_({.listen = {"127.0.0.1:0"}}, base::system_clock(), base::system_rng()) {
    server_.route("POST", "/hook", [this](const net::Request& request) -> Result<net::Response> {
      return receive(request);
    });
    EXPECT_TRUE(server_.start());
  }
  std::string url() const { return "http://" + server_.addresses().at(0) + "/hook"; }
  // Waits until so many came; those that were taken and those that were not.
  std::vector<net::Request> wait_for(std::size_t count) {
    base::MutexLock lock(mutex_);
    while (requests_.size() < count) came_.wait(mutex_);
    return requests_;
  }

 private:
  Result<net::Response> receive(const net::Request& request) {
    base::MutexLock lock(mutex_);
    requests_.push_back(request);
    came_.notify_all();
    if (failures_-- > 0) return net::Response::text(500, "secrets of the inside");
    return net::Response::text(200, "thanks");
  }
  base::Mutex mutex_;
  base::CondVar came_;
  int failures_;
  std::vector<net::Request> requests_;
  net::Server server_;
};

std::string header(const net::Request& request, std::string_view name) {
  const auto* value = request.headers.find(name);
  return value ? *value : "";
}

class AlertsTest : public AlertTest {
 protected:
  Alert wait_until(const Alert& alert, const std::function<bool(const Alert&)>& holds) {
    base::Mutex mutex;
    base::CondVar committed;
    const auto token = store_->add_listener([&](std::int64_t) {
      base::MutexLock lock(mutex);
      committed.notify_all();
    });
    Alert now = stored(alert);
    while (!holds(now)) {
      base::MutexLock lock(mutex);
      (void)committed.wait_for(mutex, base::Duration{20});
      now = stored(alert);
    }
    store_->remove_listener(token);
    return now;
  }
  Alert webhook(const std::string& url) {
    Alert alert;
    alert.webhook_url = url;
    alert.webhook_secret = "s3cret";
    return add_alert(owner_, alert);
  }
  static inline const AlertsOptions kFast{
      .courier = {.first_pause = base::Duration{1}, .longest_pause = base::Duration{5}},
      .couriers = 2};
  static NetTransportOptions any_address() {
    return {.webhook_peers = net::ClientRequest::Peers::kAny};
  }
};

TEST_F(AlertsTest, AReceiverThatFailsThreeTimesGetsItSigned) {
  Receiver receiver(3);
  const Alert alert = webhook(receiver.url());
  NetTransport transport(any_address(), base::system_clock());
  write([](store::Tx& tx) { return store::set_alert_position(tx, 0); });
  Alerts alerts(*store_, transport, base::system_clock(), base::system_rng(), kFast);
  run_becomes("failed");
  const auto requests = receiver.wait_for(4);
  for (const auto& request : requests) {
    EXPECT_EQ(header(request, "X-Millrace-Event"), "failed");
    EXPECT_EQ(header(request, "X-Millrace-Delivery"), header(requests[0], "X-Millrace-Delivery"));
    EXPECT_EQ(header(request, "X-Millrace-Signature"), webhook_signature("s3cret", request.body));
    EXPECT_EQ(header(request, "Content-Type"), "application/json");
  }
  EXPECT_NE(header(requests[0], "X-Millrace-Delivery"), "");
  const Alert done = wait_until(alert, [](const Alert& a) { return a.delivered == 1; });
  EXPECT_EQ(done.failed, 0);
  EXPECT_EQ(done.last_error, "");
}

TEST_F(AlertsTest, PrivateAddressesAreRefusedUnlessAllowed) {
  Receiver receiver(0);
  const Alert alert = webhook(receiver.url());
  NetTransport transport({}, base::system_clock());
  write([](store::Tx& tx) { return store::set_alert_position(tx, 0); });
  Alerts alerts(*store_, transport, base::system_clock(), base::system_rng(), kFast);
  run_becomes("failed");
  const Alert done = wait_until(alert, [](const Alert& a) { return a.failed == 1; });
  EXPECT_NE(done.last_error.find("not public"), std::string::npos);
}

TEST_F(AlertsTest, WhatAReceiverAnswersIsNotShown) {
  Receiver receiver(1'000);
  const Alert alert = webhook(receiver.url());
  NetTransport transport(any_address(), base::system_clock());
  write([](store::Tx& tx) { return store::set_alert_position(tx, 0); });
  Alerts alerts(*store_, transport, base::system_clock(), base::system_rng(), kFast);
  run_becomes("failed");
  const Alert done = wait_until(alert, [](const Alert& a) { return a.failed == 1; });
  EXPECT_EQ(done.last_error, "the receiver answered with status 500");
}

TEST_F(AlertsTest, ADeadReceiverHoldsUpOnlyItsOwn) {
  Receiver receiver(0);
  const Alert dead = webhook("http://127.0.0.1:1/hook"), alive = webhook(receiver.url());
  NetTransport transport(any_address(), base::system_clock());
  write([](store::Tx& tx) { return store::set_alert_position(tx, 0); });
  Alerts alerts(*store_, transport, base::system_clock(), base::system_rng(), kFast);
  for (int i = 0; i < 10; ++i) run_becomes("failed");
  receiver.wait_for(10);
  wait_until(alive, [](const Alert& a) { return a.delivered == 10; });
  EXPECT_EQ(stored(dead).delivered, 0);
}

TEST_F(AlertsTest, MailNeedsAServer) {
  Alert alert;
  alert.email = "dev1@example.org";
  alert = add_alert(owner_, alert);
  NetTransport transport({}, base::system_clock());
  write([](store::Tx& tx) { return store::set_alert_position(tx, 0); });
  Alerts alerts(*store_, transport, base::system_clock(), base::system_rng(), kFast);
  run_becomes("succeeded");
  const Alert done = wait_until(alert, [](const Alert& a) { return a.failed == 1; });
  EXPECT_NE(done.last_error.find("no mail server"), std::string::npos);
}

}  // namespace
}  // namespace millrace::alert
