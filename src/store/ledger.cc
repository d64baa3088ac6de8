#include "store/ledger.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "store/settings.h"

namespace millrace::store {
namespace {

constexpr std::string_view kWords[] = {"starting", "running", "recovering", "stopping", "lost"};
constexpr std::string_view kLastTime = "ledger.now";
constexpr std::string_view kColumns =
    "id, workspace, user_id, node, resource, amount, run, attempt, instance, kind, t0";

struct OpenRow {
  std::string id;
  Holding holding;
  std::string kind;
  std::int64_t t0 = 0;
};

OpenRow read_row(const Row& row) {
  return {row.text(0),
          {.workspace = row.text(1),
           .user_id = row.text(2),
           .run = row.text(6),
           .attempt = row.integer(7),
           .instance = row.integer(8),
           .node = row.text(3),
           .resource = row.text(4),
           .amount = row.integer(5)},
          row.text(9),
          row.integer(10)};
}

std::int64_t next_hour(std::int64_t t) {
  return (t / kLedgerHourMs + 1) * kLedgerHourMs;
}

Result<std::vector<OpenRow>> open_rows(ReadTx& tx, const std::string& condition,
                                       const std::vector<SqlValue>& values) {
  std::vector<OpenRow> rows;
  TRY(tx.query(fmt::format("SELECT {} FROM allocation WHERE t1 IS NULL AND {} ORDER BY t0, id",
                           kColumns, condition),
               values, [&](const Row& row) -> Result<void> {
                 rows.push_back(read_row(row));
                 return {};
               }));
  return rows;
}

Result<std::vector<OpenRow>> open_rows(ReadTx& tx, const Held& held) {
  if (held.instance)
    return open_rows(tx, "run = ? AND attempt = ? AND instance = ?",
                     {held.run, held.attempt, *held.instance});
  return open_rows(tx, "run = ? AND attempt = ?", {held.run, held.attempt});
}

Result<void> insert_row(Tx& tx, const Holding& h, std::string_view kind, std::int64_t t0,
                        SqlValue t1) {
  TRY(tx.execute(
      fmt::format("INSERT INTO allocation ({}, t1) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  kColumns),
      {tx.new_id(), h.workspace, h.user_id, h.node, h.resource, h.amount, h.run, h.attempt,
       h.instance, std::string(kind), t0, std::move(t1)}));
  return {};
}

// Closed rows for [t0, t1), one an hour.
Result<void> insert_closed(Tx& tx, const Holding& h, std::string_view kind, std::int64_t t0,
                           std::int64_t t1) {
  for (; t0 < t1; t0 = std::min(t1, next_hour(t0)))
    TRY(insert_row(tx, h, kind, t0, std::min(t1, next_hour(t0))));
  return {};
}

Result<void> close_row(Tx& tx, const OpenRow& row, std::int64_t t1) {
  if (t1 == row.t0) {  // it held nothing for no time
    TRY(tx.execute("DELETE FROM allocation WHERE id = ? AND t1 IS NULL", {row.id}));
    return {};
  }
  const std::int64_t first_end = std::min(t1, next_hour(row.t0));
  TRY(tx.execute("UPDATE allocation SET t1 = ? WHERE id = ? AND t1 IS NULL", {first_end, row.id}));
  return insert_closed(tx, row.holding, row.kind, first_end, t1);
}

std::int64_t clamped(std::int64_t at, std::int64_t t0, std::int64_t now) {
  return std::clamp(at, t0, std::max(t0, now));
}

struct OpenCapacity {
  std::string id;
  std::int64_t amount = 0;
  std::int64_t available = 0;
  std::int64_t t0 = 0;
};

Result<std::optional<OpenCapacity>> open_capacity(ReadTx& tx, const std::string& node,
                                                  const std::string& resource) {
  std::optional<OpenCapacity> found;
  TRY(
      tx.query("SELECT id, amount, available, t0 FROM capacity WHERE node = ? AND resource = ? AND "
               "t1 IS NULL",
               {node, resource}, [&](const Row& row) -> Result<void> {
                 found = {row.text(0), row.integer(1), row.integer(2), row.integer(3)};
                 return {};
               }));
  return found;
}

}  // namespace

std::string_view word(AllocationKind kind) {
  return kWords[static_cast<std::size_t>(kind)];
}

Result<AllocationKind> allocation_kind(std::string_view text) {
  for (std::size_t i = 0; i < std::size(kWords); ++i)
    if (kWords[i] == text) return static_cast<AllocationKind>(i);
  return fail(ErrorCode::kCorrupt, fmt::format("the ledger has the unknown kind \"{}\"", text));
}

Result<base::Time> ledger_now(ReadTx& tx, base::Time wall) {
  TRY_ASSIGN(const std::int64_t last, get_integer_setting(tx, kLastTime, 0));
  return std::max(wall, base::from_unix_ms(last));
}

Result<base::Time> ledger_now(Tx& tx) {
  TRY_ASSIGN(const base::Time now, ledger_now(tx, tx.now()));
  TRY(set_setting(tx, kLastTime, std::to_string(base::unix_ms(now))));
  return now;
}

Result<void> open_allocation(Tx& tx, const Holding& holding, AllocationKind kind) {
  if (holding.amount <= 0) return fail(ErrorCode::kInternal, "an allocation of nothing was booked");
  TRY_ASSIGN(const base::Time now, ledger_now(tx));
  return insert_row(tx, holding, word(kind), base::unix_ms(now), {});
}

Result<void> change_allocations(Tx& tx, const Held& held, AllocationKind kind,
                                std::optional<base::Time> at) {
  TRY_ASSIGN(const base::Time now, ledger_now(tx));
  TRY_ASSIGN(const auto rows, open_rows(tx, held));
  for (const OpenRow& row : rows) {
    if (row.kind == word(kind)) continue;
    const std::int64_t t = clamped(base::unix_ms(at.value_or(now)), row.t0, base::unix_ms(now));
    TRY(close_row(tx, row, t));
    TRY(insert_row(tx, row.holding, word(kind), t, {}));
  }
  return {};
}

Result<void> close_allocations(Tx& tx, const Held& held, std::optional<base::Time> at) {
  TRY_ASSIGN(const base::Time now, ledger_now(tx));
  TRY_ASSIGN(const auto rows, open_rows(tx, held));
  for (const OpenRow& row : rows)
    TRY(close_row(tx, row, clamped(base::unix_ms(at.value_or(now)), row.t0, base::unix_ms(now))));
  return {};
}

Result<void> lose_allocations(Tx& tx, const Held& held, base::Time last_seen) {
  TRY_ASSIGN(const base::Time now, ledger_now(tx));
  TRY_ASSIGN(const auto rows, open_rows(tx, held));
  for (const OpenRow& row : rows) {
    const std::int64_t seen = clamped(base::unix_ms(last_seen), row.t0, base::unix_ms(now));
    TRY(close_row(tx, row, seen));
    TRY(insert_closed(tx, row.holding, word(AllocationKind::kLost), seen, base::unix_ms(now)));
  }
  return {};
}

Result<std::optional<base::Time>> held_since(ReadTx& tx, const Held& held) {
  TRY_ASSIGN(const auto rows, open_rows(tx, held));
  if (rows.empty()) return std::optional<base::Time>();
  return std::optional<base::Time>(base::from_unix_ms(rows.front().t0));
}

Result<void> set_capacity(Tx& tx, const std::string& node, const std::string& resource,
                          std::int64_t amount, std::int64_t available) {
  if (amount < 0 || available < 0 || available > amount)
    return fail(ErrorCode::kInternal, fmt::format("node {} was booked with {} of {} {} available",
                                                  node, available, amount, resource));
  TRY_ASSIGN(const auto open, open_capacity(tx, node, resource));
  if (open && open->amount == amount && open->available == available) return {};
  TRY_ASSIGN(const base::Time time, ledger_now(tx));
  const std::int64_t now = std::max(base::unix_ms(time), open ? open->t0 : 0);
  if (open && open->t0 == now) {
    TRY(tx.execute("UPDATE capacity SET amount = ?, available = ? WHERE id = ?",
                   {amount, available, open->id}));
    return {};
  }
  if (open) TRY(tx.execute("UPDATE capacity SET t1 = ? WHERE id = ?", {now, open->id}));
  TRY(
      tx.execute("INSERT INTO capacity (id, node, resource, amount, available, t0, t1) VALUES (?, "
                 "?, ?, ?, ?, ?, ?)",
                 {tx.new_id(), node, resource, amount, available, now, SqlValue()}));
  return {};
}

Result<void> retire_node(Tx& tx, const std::string& node) {
  std::vector<std::string> resources;
  TRY(tx.query("SELECT resource FROM capacity WHERE node = ? AND t1 IS NULL", {node},
               [&](const Row& row) -> Result<void> {
                 resources.push_back(row.text(0));
                 return {};
               }));
  for (const auto& resource : resources) TRY(set_capacity(tx, node, resource, 0, 0));
  return {};
}

Result<void> cut_hours(Tx& tx) {
  TRY_ASSIGN(const base::Time time, ledger_now(tx));
  const std::int64_t hour = base::unix_ms(time) / kLedgerHourMs * kLedgerHourMs;
  TRY_ASSIGN(const auto rows, open_rows(tx, "t0 < ?", {hour}));
  for (const OpenRow& row : rows) {
    TRY(close_row(tx, row, hour));
    TRY(insert_row(tx, row.holding, row.kind, hour, {}));
  }
  return {};
}

}  // namespace millrace::store
