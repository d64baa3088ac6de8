// For crash tests: units of work that touch every kind of row, and the check of what is left of
// them.
#pragma once
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "store/audit_log.h"
#include "store/changes.h"
#include "store/event_log.h"
#include "store/ledger_views.h"
#include "store/settings.h"
#include "store/store.h"

namespace millrace::store {

// One unit: two settings, a change, an event, an audit row, and an allocation.
inline Result<void> write_unit(Store& store, const std::string& id) {
  return store.write([&](Tx& tx) -> Result<void> {
    TRY(set_setting(tx, "unit." + id + ".a", "1"));
    append_change(tx, "unit", id, "", ChangeOp::kCreated);
    append_event(tx, {.kind = "unit", .object_id = id, .reason = "Created"});
    append_audit(tx, {.action = "unit.create", .kind = "unit", .object_id = id});
    TRY(set_capacity(tx, "n1", "card", 1 << 30, 1 << 30));
    TRY(open_allocation(tx,
                        {.workspace = "ws",
                         .user_id = "u",
                         .run = id,
                         .attempt = 1,
                         .instance = 0,
                         .node = "n1",
                         .resource = "card",
                         .amount = 1},
                        AllocationKind::kRunning));
    return set_setting(tx, "unit." + id + ".b", "1");
  });
}

// How many rows each unit has left, by id.
inline std::map<std::string, int> unit_rows(Store& store) {
  std::map<std::string, int> rows;
  const auto done = store.read([&](ReadTx& tx) -> Result<void> {
    const auto count = [&](const Row& row) -> Result<void> {
      ++rows[row.text(0)];
      return {};
    };
    TRY(tx.query("SELECT substr(name, 6, length(name) - 7) FROM setting WHERE name LIKE 'unit.%'",
                 {}, count));
    TRY(tx.query("SELECT id FROM change WHERE kind = 'unit'", {}, count));
    TRY(tx.query("SELECT object_id FROM event WHERE kind = 'unit'", {}, count));
    TRY(tx.query("SELECT object_id FROM audit WHERE kind = 'unit'", {}, count));
    return tx.query("SELECT run FROM allocation", {}, count);
  });
  EXPECT_TRUE(done) << done.error().to_string();
  return rows;
}

// Acknowledged units are there, all are whole, revs have no gaps, the audit chain and the ledger
// hold.
inline void check_units(Store& store, const std::set<std::string>& acknowledged) {
  const auto rows = unit_rows(store);
  for (const auto& id : acknowledged)
    EXPECT_TRUE(rows.contains(id)) << "an acknowledged write is gone: " << id;
  for (const auto& [id, count] : rows) EXPECT_EQ(count, 6) << "a write is there in part: " << id;
  const auto done = store.read([&](ReadTx& tx) -> Result<void> {
    std::int64_t appended = 0;
    TRY(
        tx.query("SELECT (SELECT count(*) FROM change) + (SELECT count(*) FROM event) + (SELECT "
                 "count(*) FROM audit)",
                 {}, [&](const Row& row) -> Result<void> {
                   appended = row.integer(0);
                   return {};
                 }));
    EXPECT_EQ(appended, store.last_rev()) << "revs have gaps";
    TRY_ASSIGN(const AuditCheck audit, verify_audit(tx));
    EXPECT_EQ(audit.bad_rev, 0) << audit.words;
    TRY_ASSIGN(const base::Time now, ledger_now(tx, base::Time{}));
    TRY_ASSIGN(const LedgerCheck ledger, verify_ledger(tx, now));
    EXPECT_TRUE(ledger.problems.empty()) << ledger.problems.front();
    return {};
  });
  EXPECT_TRUE(done) << done.error().to_string();
}

}  // namespace millrace::store
