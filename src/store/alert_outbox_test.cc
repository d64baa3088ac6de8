#include "store/alert_outbox.h"

#include "store/store_fixture.h"

namespace millrace::store {
namespace {

class AlertOutbox : public StoreTest {
 protected:
  std::optional<AlertDelivery> due(const std::vector<std::string>& not_of = {}) {
    std::optional<AlertDelivery> found;
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(found, due_delivery(tx, clock_.now(), not_of));
      return {};
    });
    return found;
  }
};

TEST_F(AlertOutbox, HoldsWhatIsDueUntilItIsRemoved) {
  AlertDelivery first{
      .alert = "0a", .channel = AlertChannel::kEmail, .event_rev = 7, .payload = "{}"};
  write([&](Tx& tx) { return add_delivery(tx, first); });
  AlertDelivery again{
      .alert = "0a", .channel = AlertChannel::kEmail, .event_rev = 7, .payload = "{}"};
  AlertDelivery other{
      .alert = "0a", .channel = AlertChannel::kWebhook, .event_rev = 7, .payload = "{}"};
  write([&](Tx& tx) -> Result<void> {
    TRY(add_delivery(tx, again));
    return add_delivery(tx, other);
  });
  ASSERT_TRUE(due());
  EXPECT_EQ(due()->id, first.id);
  EXPECT_EQ(due()->channel, AlertChannel::kEmail);
  EXPECT_EQ(again.id, "");  // it was there already
  EXPECT_FALSE(due({"0b", "0a"}));
  write([&](Tx& tx) -> Result<void> {
    TRY(postpone_delivery(tx, first.id, 3, clock_.now() + base::Duration{10}, "refused"));
    return remove_delivery(tx, other.id);
  });
  EXPECT_FALSE(due());
  read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto next, next_delivery_at(tx));
    EXPECT_EQ(next, clock_.now() + base::Duration{10});
    TRY_ASSIGN(const auto count, count_deliveries(tx, "0a"));
    EXPECT_EQ(count, 1);
    return {};
  });
  clock_.advance(base::Duration{10});
  ASSERT_TRUE(due());
  EXPECT_EQ(due()->attempts, 3);
  EXPECT_EQ(due()->last_error, "refused");
}

TEST_F(AlertOutbox, ThePositionIsKept) {
  read([](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto none, alert_position(tx));
    EXPECT_FALSE(none);
    return {};
  });
  write([](Tx& tx) { return set_alert_position(tx, 42); });
  reopen();
  read([](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto position, alert_position(tx));
    EXPECT_EQ(position, 42);
    return {};
  });
}

}  // namespace
}  // namespace millrace::store
