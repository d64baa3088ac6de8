// A real SIGKILL at the two moments that matter: after the outbox was filled, and after the
// receiver was called but before that was written down. The victim is this program once more, with
// one test to run.
#include <signal.h>

#include <cstdlib>

#include "alert/alert_fixture.h"
#include "alert/courier.h"
#include "alert/follower.h"
#include "alert/net_transport.h"
#include "io/subprocess.h"
#include "net/server.h"

namespace millrace::alert {
namespace {

constexpr const char* kDatabase = "MILLRACE_ALERT_VICTIM_DATABASE";
constexpr const char* kMoment = "MILLRACE_ALERT_VICTIM_MOMENT";

NetTransportOptions any_address() {
  return {.webhook_peers = net::ClientRequest::Peers::kAny};
}

class FatalTransport final : public Transport {
 public:
  explicit FatalTransport(base::Clock& clock) : way_out_(any_address(), clock) {}
  Result<void> call_webhook(const WebhookCall& call) override {
    EXPECT_TRUE(way_out_.call_webhook(call));
    raise(SIGKILL);
    return {};
  }
  Result<void> send_mail(const MailMessage&) override { return {}; }

 private:
  NetTransport way_out_;
};

// Not a test of its own: what the victim does until it is killed.
TEST(AlertVictim, DISABLED_Works) {
  const char *database = std::getenv(kDatabase), *moment = std::getenv(kMoment);
  ASSERT_TRUE(database && moment);
  base::FakeClock clock;
  auto store = store::Store::open({.database = database}, clock);
  ASSERT_TRUE(store) << store.error().to_string();
  Follower follower(**store);
  ASSERT_TRUE(follower.step());
  if (std::string_view(moment) == "outbox") raise(SIGKILL);
  base::SeededRng rng(1);
  FatalTransport transport(clock);
  Courier courier(**store, transport, clock, rng);
  ASSERT_TRUE(courier.deliver_one());
}

class KillTest : public AlertTest {
 protected:
  void SetUp() override {
    AlertTest::SetUp();
    server_.route("POST", "/hook", [this](const net::Request& request) -> Result<net::Response> {
      base::MutexLock lock(mutex_);
      deliveries_.push_back(*request.headers.find("X-Millrace-Delivery"));
      return net::Response::text(200, "thanks");
    });
    ASSERT_TRUE(server_.start());
    resource::Alert alert;
    alert.webhook_url = "http://" + server_.addresses().at(0) + "/hook";
    alert_ = add_alert(owner_, alert);
    write([](store::Tx& tx) { return store::set_alert_position(tx, 0); });
    run_becomes("failed");
  }
  void kill_at(const std::string& moment) {
    store_.reset();
    const auto ended = io::capture(
        {.argv = {"/proc/self/exe", "--gtest_filter=AlertVictim.*",
                  "--gtest_also_run_disabled_tests"},
         .environment = std::vector<std::string>{std::string(kDatabase) + "=" + database(),
                                                 std::string(kMoment) + "=" + moment}});
    ASSERT_TRUE(ended) << ended.error().to_string();
    ASSERT_EQ(ended->status.signal, SIGKILL) << ended->out << ended->err;
    reopen();
  }
  void deliver_what_is_left() {
    NetTransport transport(any_address(), clock_);
    base::SeededRng rng(2);
    Follower follower(*store_);
    Courier courier(*store_, transport, clock_, rng);
    ASSERT_TRUE(follower.step());
    for (;;) {
      const auto did = courier.deliver_one();
      ASSERT_TRUE(did) << did.error().to_string();
      if (*did == Courier::Did::kNothing) break;
    }
  }
  std::vector<std::string> deliveries() {
    base::MutexLock lock(mutex_);
    return deliveries_;
  }

  base::Mutex mutex_;
  std::vector<std::string> deliveries_ GUARDED_BY(mutex_);
  resource::Alert alert_;
  net::Server server_{{.listen = {"127.0.0.1:0"}}, base::system_clock(), base::system_rng()};
};

TEST_F(KillTest, BetweenOutboxAndDeliveryItArrivesOnce) {
  kill_at("outbox");
  EXPECT_EQ(waiting(alert_), 1);
  EXPECT_TRUE(deliveries().empty());
  deliver_what_is_left();
  EXPECT_EQ(deliveries().size(), 1u);
  EXPECT_EQ(stored(alert_).delivered, 1);
}

TEST_F(KillTest, BetweenDeliveryAndItsRecordItArrivesTwiceUnderOneId) {
  kill_at("delivery");
  EXPECT_EQ(deliveries().size(), 1u);
  EXPECT_EQ(stored(alert_).delivered, 0);
  deliver_what_is_left();
  ASSERT_EQ(deliveries().size(), 2u);
  EXPECT_EQ(deliveries()[0], deliveries()[1]);
  EXPECT_EQ(stored(alert_).delivered, 1);
}

}  // namespace
}  // namespace millrace::alert
