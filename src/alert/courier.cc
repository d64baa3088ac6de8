#include "alert/courier.h"

#include <fmt/core.h>

#include <algorithm>

#include "alert/notice.h"
#include "base/log.h"
#include "store/table.h"

namespace millrace::alert {
namespace {
using resource::Alert;
using store::AlertChannel;
using store::AlertDelivery;
using store::Table;

bool is_final(const Error& error) {
  return error.code == ErrorCode::kInvalid || error.code == ErrorCode::kForbidden;
}

const std::string& address_of(const Alert& alert, AlertChannel channel) {
  return channel == AlertChannel::kWebhook ? alert.webhook_url : alert.email;
}
}  // namespace

base::Duration pause_after(std::int64_t attempts, const CourierOptions& options, Rng& rng) {
  const auto doublings = std::clamp<std::int64_t>(attempts - 1, 0, 30);
  const base::Duration pause =
      std::min(options.longest_pause, options.first_pause * (std::int64_t{1} << doublings));
  const auto half = static_cast<std::uint64_t>(pause.count() / 2);
  return base::Duration{static_cast<std::int64_t>(half + rng.below(half + 1))};
}

Courier::Courier(store::Store& store, Transport& transport, base::Clock& clock, Rng& rng,
                 CourierOptions options)
    : store_(store), transport_(transport), clock_(clock), rng_(rng), options_(options) {}

Result<std::optional<AlertDelivery>> Courier::claim() {
  base::MutexLock lock(mutex_);
  std::optional<AlertDelivery> due;
  const std::vector<std::string> others = claimed_;
  TRY(store_.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(due, store::due_delivery(tx, clock_.now(), others));
    return {};
  }));
  if (due) claimed_.push_back(due->alert);
  return due;
}

void Courier::release(const std::string& alert) {
  base::MutexLock lock(mutex_);
  std::erase(claimed_, alert);
}

Result<Courier::Did> Courier::deliver_one() {
  TRY_ASSIGN(const auto delivery, claim());
  if (!delivery) return Did::kNothing;
  std::optional<Alert> alert;
  auto done = store_.read([&](store::ReadTx& tx) -> Result<void> {
    alert.reset();
    auto found = Table<Alert>().get(tx, delivery->alert);
    if (found)
      alert = std::move(*found);
    else if (found.error().code != ErrorCode::kNotFound)
      return std::move(found).error();
    return {};
  });
  // Deleted, switched off or without this channel since: nobody waits for it any more.
  if (done && (!alert || !alert->enabled || address_of(*alert, delivery->channel).empty()))
    done = store_.write([&](store::Tx& tx) { return store::remove_delivery(tx, delivery->id); });
  else if (done)
    done = settle(*delivery, send(*delivery, *alert));
  release(delivery->alert);
  if (!done) return std::move(done).error();
  return Did::kTried;
}

// Address and secret are those of now: who mends them need not wait for the next event.
Result<void> Courier::send(const AlertDelivery& delivery, const Alert& alert) {
  if (delivery.channel == AlertChannel::kWebhook) {
    const auto document = json::parse(delivery.payload);
    return transport_.call_webhook({.url = alert.webhook_url,
                                    .secret = alert.webhook_secret,
                                    .event = document ? document->string_or("event", "") : "",
                                    .delivery = delivery.id,
                                    .body = delivery.payload});
  }
  const NoticeText text = text_in(delivery.payload);
  return transport_.send_mail(
      {.to = alert.email, .delivery = delivery.id, .subject = text.subject, .text = text.body});
}

Result<void> Courier::settle(const AlertDelivery& delivery, const Result<void>& sent) {
  const std::int64_t attempts = delivery.attempts + 1;
  const bool given_up = !sent && (is_final(sent.error()) || attempts >= options_.max_attempts);
  base::Duration pause{0};
  if (!sent && !given_up) {
    base::MutexLock lock(mutex_);  // not every Rng is thread-safe
    pause = pause_after(attempts, options_, rng_);
  }
  if (given_up)
    log_warning("alert", "gave up a message",
                {{"alert", delivery.alert}, {"error", sent.error().message}});
  return store_.write([&](store::Tx& tx) -> Result<void> {
    if (sent || given_up)
      TRY(store::remove_delivery(tx, delivery.id));
    else
      TRY(store::postpone_delivery(tx, delivery.id, attempts, clock_.now() + pause,
                                   sent.error().message));
    auto alert = Table<Alert>().get(tx, delivery.alert);
    if (!alert)
      return alert.error().code == ErrorCode::kNotFound ? Result<void>() : std::move(alert).error();
    alert->delivered += sent ? 1 : 0;
    alert->failed += given_up ? 1 : 0;
    alert->last_error = sent ? "" : sent.error().message;
    return Table<Alert>().update(tx, *alert);
  });
}

Result<std::optional<base::Duration>> Courier::until_next() {
  std::vector<std::string> others;
  {
    base::MutexLock lock(mutex_);
    others = claimed_;
  }
  std::optional<base::Time> next;
  TRY(store_.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(next, store::next_delivery_at(tx, others));
    return {};
  }));
  if (!next) return std::optional<base::Duration>();
  return std::optional(std::max(base::Duration{0}, *next - clock_.now()));
}

}  // namespace millrace::alert
