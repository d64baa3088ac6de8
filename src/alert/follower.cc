#include "alert/follower.h"

#include <algorithm>

#include "auth/actors.h"
#include "auth/permissions.h"
#include "resource/people.h"
#include "store/alert_outbox.h"
#include "store/table.h"

namespace millrace::alert {
namespace {
using resource::Alert;
using resource::AlertEvent;
using resource::Run;
using store::AlertChannel;
using store::Table;
using store::Tx;

constexpr int kBatch = 500;
constexpr std::int64_t kKeepEvery = 2'000;  // revs without anything alarming

bool wants(const Alert& alert, AlertEvent what, const store::Event& event, const Run& run) {
  if (!alert.enabled || alert.created_at > event.at) return false;
  if (std::find(alert.events.begin(), alert.events.end(), what) == alert.events.end()) return false;
  return alert.workload.empty() ? alert.owner == run.owner : alert.workload == run.workload;
}

Result<bool> may_see(store::ReadTx& tx, const std::string& user, const Run& run) {
  TRY_ASSIGN(const auto actor, auth::load_actor(tx, user));
  if (!actor) return false;
  const std::string permission = auth::run_permission(run.workload_kind, "get");
  return auth::decide(*actor, permission, {.workspace = run.workspace, .owner = run.owner}) ==
         auth::Decision::kAllow;
}

Result<void> refuse_more(Tx& tx, Alert alert) {
  ++alert.failed;
  alert.last_error = "too many messages wait for delivery; this one was dropped";
  return Table<Alert>().update(tx, alert);
}

Result<void> add_channels(Tx& tx, const Alert& alert, std::int64_t rev,
                          const std::string& payload) {
  TRY_ASSIGN(const std::int64_t waiting, store::count_deliveries(tx, alert.id));
  if (waiting >= kMaxWaiting) return refuse_more(tx, alert);
  for (const auto channel : {AlertChannel::kWebhook, AlertChannel::kEmail}) {
    if ((channel == AlertChannel::kWebhook ? alert.webhook_url : alert.email).empty()) continue;
    store::AlertDelivery delivery{
        .alert = alert.id, .channel = channel, .event_rev = rev, .payload = payload};
    TRY(store::add_delivery(tx, delivery));
  }
  return {};
}

Result<void> add_deliveries(Tx& tx, const store::Event& event, std::string_view public_url) {
  const auto what = alert_event_of(event);
  auto run = Table<Run>().get(tx, event.run, store::Deleted::kInclude);
  if (!run && run.error().code == ErrorCode::kNotFound) return {};  // forgotten meanwhile
  if (!run) return std::move(run).error();
  TRY_ASSIGN(const auto alerts,
             Table<Alert>().all(tx, {.workspaces = std::vector{run->workspace}}));
  std::string payload;
  for (const auto& alert : alerts) {
    if (!wants(alert, *what, event, *run)) continue;
    TRY_ASSIGN(const bool allowed, may_see(tx, alert.owner, *run));
    if (!allowed) continue;
    if (payload.empty()) {
      const auto workspace =
          Table<resource::Workspace>().get(tx, run->workspace, store::Deleted::kInclude);
      payload =
          payload_of(notice_of(*what, event, *run, workspace ? workspace->name : "", public_url));
    }
    TRY(add_channels(tx, alert, event.rev, payload));
  }
  return {};
}
}  // namespace

Result<void> Follower::begin() {
  std::optional<std::int64_t> kept;
  TRY(store_.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(kept, store::alert_position(tx));
    return {};
  }));
  const std::int64_t last = store_.last_rev();
  if (!kept || *kept > last) {  // beyond the end: the database is a restored one
    TRY(store_.write([&](Tx& tx) { return store::set_alert_position(tx, last); }));
    kept = last;
  }
  position_ = kept_ = *kept;
  return {};
}

Result<Follower::Batch> Follower::read_batch() {
  Batch batch;
  TRY(store_.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(auto events, store::events_after(tx, *position_, kBatch));
    batch = {{},
             events.empty() ? *position_ : events.back().rev,
             events.size() == kBatch ? Next::kAtOnce : Next::kCaughtUp};
    for (auto& event : events)
      if (alert_event_of(event)) batch.alarming.push_back(std::move(event));
    return {};
  }));
  return batch;
}

Result<Follower::Step> Follower::step() {
  if (!position_) TRY(begin());
  TRY_ASSIGN(const Batch batch, read_batch());
  if (!batch.alarming.empty() || batch.end - kept_ >= kKeepEvery) {
    TRY(store_.write([&](Tx& tx) -> Result<void> {
      for (const auto& event : batch.alarming) TRY(add_deliveries(tx, event, public_url_));
      return store::set_alert_position(tx, batch.end);
    }));
    kept_ = batch.end;
  }
  position_ = batch.end;
  return Step{batch.next, batch.alarming.size()};
}

}  // namespace millrace::alert
