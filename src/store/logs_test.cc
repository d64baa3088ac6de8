// The event log and the audit log: order, filters, the chain and what breaks it.
#include "store/audit_log.h"
#include "store/event_log.h"
#include "store/refusals.h"
#include "store/store_fixture.h"

namespace millrace::store {
namespace {

class Events : public StoreTest {
 protected:
  std::vector<std::string> reasons(const EventQuery& query) {
    std::vector<std::string> out;
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(const auto events, list_events(tx, query));
      for (const Event& e : events) out.push_back(e.reason);
      return {};
    });
    return out;
  }
};

TEST_F(Events, AreListedByObjectAndRunInBothOrders) {
  write([](Tx& tx) -> Result<void> {
    append_event(tx, {.workspace = "ws",
                      .kind = "training_job",
                      .object_id = "o1",
                      .object_name = "job",
                      .reason = "Created"});
    append_event(tx, {.workspace = "ws",
                      .kind = "training_job",
                      .object_id = "o1",
                      .object_name = "job",
                      .run = "r1",
                      .attempt = 2,
                      .instance = 3,
                      .type = EventType::kError,
                      .reason = "Failed",
                      .message = "磨",
                      .details = {{"code", 7}}});
    append_event(
        tx, {.workspace = "ws", .kind = "training_job", .object_id = "o2", .reason = "Created"});
    return {};
  });
  using V = std::vector<std::string>;
  EXPECT_EQ(reasons({.object_id = "o1"}), (V{"Created", "Failed"}));
  EXPECT_EQ(reasons({.object_id = "o1", .order = EventQuery::Order::kNewestFirst, .limit = 1}),
            (V{"Failed"}));
  EXPECT_EQ(reasons({.run = "r1"}), (V{"Failed"}));
  EXPECT_EQ(reasons({.workspace = "ws", .cursor = 2}), (V{"Created"}));
  EXPECT_EQ(reasons({.workspace = "ws", .order = EventQuery::Order::kNewestFirst, .cursor = 2}),
            (V{"Created"}));
  read([this](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto events, events_after(tx, 1, 10));
    EXPECT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].rev, 2);
    EXPECT_EQ(events[0].at, clock_.now());
    EXPECT_EQ(events[0].type, EventType::kError);
    EXPECT_EQ(events[0].instance, 3);
    EXPECT_EQ(events[0].message, "磨");
    EXPECT_EQ(events[0].details, (json::Object{{"code", 7}}));
    EXPECT_EQ(list_events(tx, {}).error().code, ErrorCode::kInvalid);
    return {};
  });
}

class Audit : public StoreTest {
 protected:
  void add(int count) {
    for (int i = 0; i < count; ++i)
      write([&](Tx& tx) -> Result<void> {
        append_audit(tx, {.actor = i % 2 ? "u1" : "u2",
                          .actor_name = "n",
                          .address = "::1",
                          .action = "job.create",
                          .kind = "job",
                          .object_id = std::to_string(i),
                          .detail = json::Object{{"after", json::Object{{"磨", i}}}}});
        return {};
      });
  }
  AuditCheck verify() {
    AuditCheck check;
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(check, verify_audit(tx));
      return {};
    });
    return check;
  }
  void tamper(const std::string& sql) {
    write([&](Tx& tx) -> Result<void> {
      TRY(tx.execute(sql, {}));
      return {};
    });
  }
  std::vector<AuditRecord> list(const AuditQuery& query) {
    std::vector<AuditRecord> records;
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(records, list_audit(tx, query));
      return {};
    });
    return records;
  }
};

TEST_F(Audit, ChainHoldsAcrossBatchesAndReopening) {
  EXPECT_EQ(verify().bad_rev, 0);
  add(3);
  reopen();
  add(2);
  const AuditCheck check = verify();
  EXPECT_EQ(check.bad_rev, 0) << check.words;
  EXPECT_EQ(check.rows, 5);
  EXPECT_EQ(check.head.size(), 64u);
}

TEST_F(Audit, AnEditedRowIsNamed) {
  add(5);
  tamper("UPDATE audit SET object_name = 'other' WHERE rev = 3");
  EXPECT_EQ(verify().bad_rev, 3);
}

TEST_F(Audit, ARemovedRowIsFound) {
  add(5);
  tamper("DELETE FROM audit WHERE rev = 3");
  EXPECT_EQ(verify().bad_rev, 4);
}

TEST_F(Audit, ACutTailIsFound) {
  add(5);
  tamper("DELETE FROM audit WHERE rev >= 4");
  EXPECT_EQ(verify().bad_rev, 4);
  EXPECT_NE(verify().words.find("3 of 5"), std::string::npos);
}

TEST_F(Audit, ACutHeadIsFound) {
  add(5);
  tamper("DELETE FROM audit WHERE rev <= 2");
  EXPECT_EQ(verify().bad_rev, 3);
}

TEST_F(Audit, ARowHashedAnewBreaksTheNext) {
  add(3);
  tamper("UPDATE audit SET hash = '0000' WHERE rev = 1");
  EXPECT_EQ(verify().bad_rev, 1);
}

TEST_F(Audit, OldRowsCanBePrunedAndTheChainStillHolds) {
  add(4);
  clock_.advance(kAuditRetention + base::Duration{1000});
  add(2);
  write([this](Tx& tx) -> Result<void> {
    TRY_ASSIGN(const auto gone, prune_audit(tx, clock_.now()));
    EXPECT_EQ(gone, 4) << "younger rows stay, whatever is asked";
    return {};
  });
  const AuditCheck check = verify();
  EXPECT_EQ(check.bad_rev, 0) << check.words;
  EXPECT_EQ(check.rows, 3);
  EXPECT_EQ(list({}).front().action, "audit.prune");
}

TEST_F(Audit, IsListedNewestFirstWithFilters) {
  add(5);
  EXPECT_EQ(list({.limit = 2}).front().object_id, "4");
  EXPECT_EQ(list({.before_rev = 3}).size(), 2u);
  EXPECT_EQ(list({.actor = "u1"}).size(), 2u);
  EXPECT_EQ(list({.object_id = "3"}).size(), 1u);
  EXPECT_EQ(list({.outcome = AuditOutcome::kRefused}).size(), 0u);
  EXPECT_EQ(list({.to = clock_.now()}).size(), 0u);
  EXPECT_EQ(list({.from = clock_.now()}).size(), 5u);
}

TEST_F(Audit, IdenticalRefusalsOfAMinuteAreCounted) {
  Refusals refusals(*store_, clock_);
  const AuditRecord refused{
      .actor = "u1", .address = "::1", .action = "job.delete", .kind = "job", .object_id = "o1"};
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(refusals.record(refused));
  EXPECT_EQ(list({}).size(), 1u) << "the first is there at once";
  ASSERT_TRUE(refusals.flush(Refusals::Which::kEndedMinutes));
  EXPECT_EQ(list({}).size(), 1u);
  clock_.advance(base::Duration{60'000});
  ASSERT_TRUE(refusals.flush(Refusals::Which::kEndedMinutes));
  ASSERT_EQ(list({}).size(), 2u);
  EXPECT_EQ(list({}).front().times, 9);
  EXPECT_EQ(list({}).front().outcome, AuditOutcome::kRefused);
}

TEST_F(Audit, RefusalsOnManyObjectsStayBounded) {
  Refusals refusals(*store_, clock_);
  for (int i = 0; i < 500; ++i)
    ASSERT_TRUE(refusals.record(
        {.actor = "u1", .action = "job.get", .kind = "job", .object_id = std::to_string(i)}));
  ASSERT_TRUE(refusals.flush(Refusals::Which::kAll));
  std::int64_t total = 0;
  const auto rows = list({.limit = 1000});
  for (const auto& row : rows) total += row.times;
  EXPECT_EQ(total, 500);
  EXPECT_LT(rows.size(), 100u);
}

}  // namespace
}  // namespace millrace::store
