#include "server/pruning.h"

#include "store/audit_log.h"
#include "store/changes.h"
#include "store/event_log.h"
#include "store/idempotency.h"
#include "store/store_fixture.h"

namespace millrace::server {
namespace {

using store::ReadTx;
using store::Tx;

class Pruning : public store::StoreTest {
 protected:
  struct Left {
    bool changes = false, call = false;
    std::size_t events = 0, audit = 0;
    bool operator==(const Left&) const = default;
  };
  Left left() {
    Left out;
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(const auto changes, store::read_changes(tx, 0, 1));
      out.changes = changes.position == store::ChangePage::Position::kKept;
      TRY_ASSIGN(const auto call, store::find_call(tx, {"0u", "key", "POST /", "hash"}));
      out.call = call.has_value();
      TRY_ASSIGN(const auto events, store::list_events(tx, {.object_id = "0x", .limit = 9'000}));
      out.events = events.size();
      TRY_ASSIGN(const auto audit, store::list_audit(tx, {.limit = 9'000}));
      out.audit = audit.size();
      TRY_ASSIGN(const auto chain, store::verify_audit(tx));
      EXPECT_EQ(chain.bad_rev, 0) << chain.words;
      return {};
    });
    return out;
  }
  void prune_now() {
    const auto done = prune(*store_, clock_.now(), {.audit = std::chrono::hours(24 * 200)});
    ASSERT_TRUE(done) << done.error().to_string();
  }
};

TEST_F(Pruning, EachGoesWhenItsTimeIsOver) {
  constexpr std::size_t kMany = 4'500;  // more than one transaction's worth
  write([](Tx& tx) -> Result<void> {
    for (std::size_t i = 0; i < kMany; ++i) {
      store::append_change(tx, "user", "0x", "", store::ChangeOp::kUpdated);
      store::append_event(tx, {.object_id = "0x", .reason = "Seen"});
      store::append_audit(tx, {.action = "user.update"});
    }
    return store::record_call(tx, {"0u", "key", "POST /", "hash", "0x", 201});
  });
  prune_now();
  EXPECT_EQ(left(), (Left{true, true, kMany, kMany}));
  clock_.advance(std::chrono::hours(73));
  prune_now();
  EXPECT_EQ(left(), (Left{false, false, kMany, kMany}));
  clock_.advance(std::chrono::hours(24 * 190));
  prune_now();
  EXPECT_EQ(left(), (Left{false, false, 0, kMany}));
  clock_.advance(std::chrono::hours(24 * 10));
  prune_now();
  EXPECT_EQ(left().audit, 3u);  // which say that they were pruned
}

}  // namespace
}  // namespace millrace::server
