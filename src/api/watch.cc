#include "api/watch.h"

#include <fmt/core.h>

#include "api/authorize.h"
#include "api/standing.h"
#include "auth/permissions.h"
#include "base/strings.h"
#include "net/sse.h"

namespace millrace::api {
namespace {

using resource::Kind;

constexpr std::size_t kBatch = 128;

class WatchSource final : public net::StreamSource {
 public:
  WatchSource(const Call& call, const Kind& kind, store::Place place, std::int64_t after)
      : services_(call.services),
        actor_(call.actor),
        token_(call.token),
        kind_(kind),
        place_(std::move(place)),
        after_(after) {}

  ~WatchSource() override {
    if (waker_ != 0) services_.changes.remove_waker(waker_);
  }

  void start(Waker waker) override { waker_ = services_.changes.add_waker(std::move(waker)); }
  void end_soon() override { ending_ = true; }

  net::Pulled pull(std::size_t max_bytes) override {
    if (ending_) return {net::Pulled::Kind::kEnd};
    std::string bytes = std::exchange(greeting_, {});
    if (const auto still = refresh_actor(); !still)
      return end_with(std::move(bytes) + refused_event(still.error()));
    while (bytes.size() < max_bytes) {
      const auto batch = services_.changes.after(after_, kBatch);
      // Gone: the client's next attempt with this position is answered 410, and it lists again.
      if (!batch || batch->position == ChangeHub::Batch::Position::kGone)
        return end_with(std::move(bytes));
      bool full = false;
      for (const auto& change : batch->changes) {
        if (bytes.size() >= max_bytes) {
          full = true;
          break;
        }
        if (wanted(*change))
          bytes += net::sse_text(
              {.id = std::to_string(change->rev), .event = change->op, .data = change->json});
        after_ = change->rev;
      }
      if (full) break;
      if (batch->next == after_ || batch->changes.empty()) {
        after_ = batch->next;
        break;
      }
      after_ = batch->next;
    }
    if (bytes.empty()) return {net::Pulled::Kind::kWait};
    return {net::Pulled::Kind::kData, std::move(bytes)};
  }

 private:
  net::Pulled end_with(std::string bytes) {
    if (bytes.empty()) return {net::Pulled::Kind::kEnd};
    ending_ = true;
    return {net::Pulled::Kind::kData, std::move(bytes)};
  }

  // Roles may change and sessions end while a watch goes on.
  Result<void> refresh_actor() {
    TRY_ASSIGN(auto caller,
               services_.sessions.authenticate(
                   {.token = token_, .address = actor_.address, .request_id = actor_.request_id}));
    actor_ = std::move(caller.actor);
    return authorize(actor_, fmt::format("{}.list", kind_.name), place_.workspace);
  }

  bool wanted(const ChangeEvent& change) const {
    if (change.kind != kind_.name) return false;
    if (!place_.parent.empty() && change.parent != place_.parent) return false;
    if (change.object != nullptr) {
      const resource::Reader reader{.user = actor_.user_id, .workspace = place_.workspace};
      return (change.workspace == place_.workspace ||
              kind_.sharing.readable_by(*change.object, reader)) &&
             authorize_seen_from(actor_, kind_, "get", *change.object, place_.workspace);
    }
    const bool preset = kind_.presets == resource::Presets::kReadable && change.workspace.empty();
    if (!preset && !place_.workspace.empty() && change.workspace != place_.workspace) return false;
    const auto target =
        preset ? auth::Target::preset(place_.workspace)
               : auth::Target::subject(kind_, {change.id, change.workspace, change.owner});
    return auth::decide(actor_, fmt::format("{}.get", kind_.name), target) ==
           auth::Decision::kAllow;
  }

  Services& services_;
  domain::Actor actor_;
  std::string token_;
  const Kind& kind_;
  store::Place place_;
  std::int64_t after_;
  std::string greeting_ = net::sse_comment("watching");
  std::uint64_t waker_ = 0;
  bool ending_ = false;
};

}  // namespace

Result<net::Response> watch_objects(const Call& call, const Kind& kind, const store::Place& place) {
  const std::string* position = call.request.headers.find("last-event-id");
  if (position == nullptr) position = call.request.query_value("since");
  std::int64_t after = call.services.changes.newest();
  if (position != nullptr) {
    const auto rev = base::parse_int(*position);
    if (!rev || *rev < 0)
      return base::invalid_field("Last-Event-ID", "must be the id of an event of this watch");
    after = *rev;
    TRY_ASSIGN(const auto batch, call.services.changes.after(after, 1));
    // A position that is still to come is another database's: this one is a restored one.
    const bool unknown = after > call.services.store.last_rev();
    if (unknown || batch.position == ChangeHub::Batch::Position::kGone) {
      net::Response gone = net::problem(
          fail(ErrorCode::kNotFound,
               "the position is older than what is kept; list again and watch from there"),
          call.request.request_id);
      gone.status = 410;
      return gone;
    }
  }
  return net::sse_response(std::make_shared<WatchSource>(call, kind, place, after));
}

}  // namespace millrace::api
