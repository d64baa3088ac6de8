// The outbox of alarms: what is to be delivered, when it is next tried, and how far the event log
// was read for it. Functions on a transaction.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/tx.h"

namespace millrace::store {

enum class AlertChannel { kWebhook, kEmail };
std::string_view word(AlertChannel channel);  // "webhook", "email"

struct AlertDelivery {
  std::string id{};  // given by add_delivery
  std::string alert{};
  AlertChannel channel = AlertChannel::kWebhook;
  std::int64_t event_rev = 0;
  std::string payload{};  // JSON, as it is sent
  std::int64_t attempts = 0;
  base::Time next_at{};
  base::Time created_at{};
  std::string last_error{};
};

// Due at once. Does nothing when this event is in the outbox for the alert and channel already.
Result<void> add_delivery(Tx& tx, AlertDelivery& delivery);
// The one that has been due longest at `now`, of any alert but those named.
Result<std::optional<AlertDelivery>> due_delivery(ReadTx& tx, base::Time now,
                                                  const std::vector<std::string>& not_of);
// When the next one of any other alert is due; nullopt: there is none.
Result<std::optional<base::Time>> next_delivery_at(ReadTx& tx,
                                                   const std::vector<std::string>& not_of = {});
Result<std::int64_t> count_deliveries(ReadTx& tx, const std::string& alert);
Result<void> postpone_delivery(Tx& tx, const std::string& id, std::int64_t attempts,
                               base::Time next_at, std::string_view error);
Result<void> remove_delivery(Tx& tx, const std::string& id);

// The rev up to which events have been turned into deliveries; nullopt before the first time.
Result<std::optional<std::int64_t>> alert_position(ReadTx& tx);
Result<void> set_alert_position(Tx& tx, std::int64_t rev);

}  // namespace millrace::store
