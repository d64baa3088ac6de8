#include "store/alert_outbox.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "store/settings.h"

namespace millrace::store {
namespace {

constexpr std::string_view kColumns =
    "id, alert, channel, event_rev, payload, attempts, next_at, created_at, last_error";
constexpr std::string_view kPosition = "alert.position";

AlertDelivery read_delivery(const Row& row) {
  return {row.text(0),
          row.text(1),
          row.text(2) == word(AlertChannel::kEmail) ? AlertChannel::kEmail : AlertChannel::kWebhook,
          row.integer(3),
          row.text(4),
          row.integer(5),
          base::from_unix_ms(row.integer(6)),
          base::from_unix_ms(row.integer(7)),
          row.text(8)};
}

Result<std::int64_t> one_integer(ReadTx& tx, std::string_view sql,
                                 const std::vector<SqlValue>& values) {
  std::int64_t n = 0;
  TRY(tx.query(sql, values, [&](const Row& row) -> Result<void> {
    n = row.integer(0);
    return {};
  }));
  return n;
}

std::string excluding(const std::vector<std::string>& alerts, std::vector<SqlValue>& values) {
  std::string condition;
  for (const auto& alert : alerts) {
    condition += " AND alert <> ?";
    values.emplace_back(alert);
  }
  return condition;
}

}  // namespace

std::string_view word(AlertChannel channel) {
  return channel == AlertChannel::kEmail ? "email" : "webhook";
}

Result<void> add_delivery(Tx& tx, AlertDelivery& d) {
  TRY_ASSIGN(
      const std::int64_t known,
      one_integer(
          tx,
          "SELECT count(*) FROM alert_delivery WHERE alert = ? AND channel = ? AND event_rev = ?",
          {d.alert, std::string(word(d.channel)), d.event_rev}));
  if (known > 0) return {};
  d.id = tx.new_id();
  d.created_at = d.next_at = tx.now();
  TRY(tx.execute(
      fmt::format("INSERT INTO alert_delivery ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", kColumns),
      {d.id, d.alert, std::string(word(d.channel)), d.event_rev, d.payload, d.attempts,
       base::unix_ms(d.next_at), base::unix_ms(d.created_at), d.last_error}));
  return {};
}

Result<std::optional<AlertDelivery>> due_delivery(ReadTx& tx, base::Time now,
                                                  const std::vector<std::string>& not_of) {
  std::optional<AlertDelivery> due;
  std::vector<SqlValue> values{base::unix_ms(now)};
  const std::string others = excluding(not_of, values);
  TRY(tx.query(
      fmt::format("SELECT {} FROM alert_delivery WHERE next_at <= ?{} ORDER BY next_at, id LIMIT 1",
                  kColumns, others),
      values, [&](const Row& row) -> Result<void> {
        due = read_delivery(row);
        return {};
      }));
  return due;
}

Result<std::optional<base::Time>> next_delivery_at(ReadTx& tx,
                                                   const std::vector<std::string>& not_of) {
  std::optional<base::Time> next;
  std::vector<SqlValue> values;
  const std::string others = excluding(not_of, values);
  TRY(tx.query(
      fmt::format("SELECT next_at FROM alert_delivery WHERE 1 = 1{} ORDER BY next_at, id LIMIT 1",
                  others),
      values, [&](const Row& row) -> Result<void> {
        next = base::from_unix_ms(row.integer(0));
        return {};
      }));
  return next;
}

Result<std::int64_t> count_deliveries(ReadTx& tx, const std::string& alert) {
  return one_integer(tx, "SELECT count(*) FROM alert_delivery WHERE alert = ?", {alert});
}

Result<void> postpone_delivery(Tx& tx, const std::string& id, std::int64_t attempts,
                               base::Time next_at, std::string_view error) {
  TRY(tx.execute("UPDATE alert_delivery SET attempts = ?, next_at = ?, last_error = ? WHERE id = ?",
                 {attempts, base::unix_ms(next_at), std::string(error), id}));
  return {};
}

Result<void> remove_delivery(Tx& tx, const std::string& id) {
  TRY(tx.execute("DELETE FROM alert_delivery WHERE id = ?", {id}));
  return {};
}

Result<std::optional<std::int64_t>> alert_position(ReadTx& tx) {
  TRY_ASSIGN(const auto text, get_setting(tx, kPosition));
  if (!text) return std::optional<std::int64_t>();
  const auto rev = base::parse_int(*text);
  if (!rev)
    return fail(ErrorCode::kCorrupt,
                fmt::format("the position of alarms is \"{}\", not a number", *text));
  return std::optional(*rev);
}

Result<void> set_alert_position(Tx& tx, std::int64_t rev) {
  return set_setting(tx, kPosition, std::to_string(rev));
}

}  // namespace millrace::store
