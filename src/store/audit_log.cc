#include "store/audit_log.h"

#include <fmt/core.h>

#include <algorithm>

#include "store/sealer.h"
#include "store/settings.h"

namespace millrace::store {
namespace {

constexpr std::string_view kWords[] = {"allowed", "refused", "failed"};
constexpr std::string_view kColumns =
    "at, actor, actor_name, address, action, kind, object_id, object_name, workspace, outcome, "
    "times, detail";
constexpr int kVerifyPage = 1'000;
// Where the chain begins after pruning.
constexpr std::string_view kBaseHash = "audit.base_hash";
constexpr std::string_view kPrunedRows = "audit.pruned_rows";

Result<AuditRecord> read_record(const Row& row) {
  AuditRecord r;
  r.rev = row.integer(0);
  r.at = base::from_unix_ms(row.integer(1));
  r.actor = row.text(2);
  r.actor_name = row.text(3);
  r.address = row.text(4);
  r.action = row.text(5);
  r.kind = row.text(6);
  r.object_id = row.text(7);
  r.object_name = row.text(8);
  r.workspace = row.text(9);
  const std::string outcome = row.text(10);
  for (std::size_t i = 0; i < std::size(kWords); ++i)
    if (kWords[i] == outcome) r.outcome = static_cast<AuditOutcome>(i);
  r.times = row.integer(11);
  TRY_ASSIGN(r.detail, json::parse(row.text(12)));
  return r;
}

// The row as it was hashed.
std::vector<SqlValue> chained_values(const Row& row) {
  std::vector<SqlValue> values;
  values.emplace_back(row.integer(1));
  for (int c = 2; c <= 10; ++c) values.emplace_back(row.text(c));
  values.emplace_back(row.integer(11));
  values.emplace_back(row.text(12));
  return values;
}

struct Head {
  std::string hash;
  std::int64_t count = 0;
  std::string base;
  std::int64_t pruned = 0;
};

Result<Head> chain_head(ReadTx& tx) {
  Head head;
  TRY(tx.query("SELECT audit_head, audit_count FROM sequencer WHERE one = 1", {},
               [&](const Row& row) -> Result<void> {
                 head.hash = row.text(0);
                 head.count = row.integer(1);
                 return {};
               }));
  TRY_ASSIGN(auto base, get_setting(tx, kBaseHash));
  head.base = std::move(base).value_or("");
  TRY_ASSIGN(head.pruned, get_integer_setting(tx, kPrunedRows, 0));
  return head;
}

}  // namespace

std::string_view word(AuditOutcome outcome) {
  return kWords[static_cast<std::size_t>(outcome)];
}

void append_audit(Tx& tx, const AuditRecord& r) {
  tx.append({.table = "audit",
             .columns = kColumns,
             .values = {base::unix_ms(tx.now()), r.actor, r.actor_name, r.address, r.action, r.kind,
                        r.object_id, r.object_name, r.workspace, std::string(word(r.outcome)),
                        r.times, json::dump(r.detail)},
             .seal = AppendedRow::Seal::kChained});
}

Result<std::vector<AuditRecord>> list_audit(ReadTx& tx, const AuditQuery& q) {
  std::string where = "rev < ?";
  std::vector<SqlValue> values{q.before_rev == 0 ? std::numeric_limits<std::int64_t>::max()
                                                 : q.before_rev};
  const auto must = [&](std::string_view condition, SqlValue value) {
    where += fmt::format(" AND {} ?", condition);
    values.push_back(std::move(value));
  };
  if (!q.actor.empty()) must("actor =", q.actor);
  if (!q.object_id.empty()) must("object_id =", q.object_id);
  if (!q.workspace.empty()) must("workspace =", q.workspace);
  if (!q.kind.empty()) must("kind =", q.kind);
  if (!q.action.empty()) must("action =", q.action);
  if (q.outcome) must("outcome =", std::string(word(*q.outcome)));
  if (q.from) must("at >=", base::unix_ms(*q.from));
  if (q.to) must("at <", base::unix_ms(*q.to));
  values.emplace_back(std::int64_t{q.limit});
  std::vector<AuditRecord> records;
  TRY(tx.query(
      fmt::format("SELECT rev, {} FROM audit WHERE {} ORDER BY rev DESC LIMIT ?", kColumns, where),
      values, [&](const Row& row) -> Result<void> {
        TRY_ASSIGN(AuditRecord r, read_record(row));
        records.push_back(std::move(r));
        return {};
      }));
  return records;
}

Result<AuditCheck> verify_audit(ReadTx& tx) {
  TRY_ASSIGN(const Head head, chain_head(tx));
  AuditCheck check;
  check.head = head.base;
  std::int64_t last = 0;
  const std::string sql = fmt::format(
      "SELECT rev, {}, previous_hash, hash FROM audit WHERE rev > ? ORDER BY rev LIMIT ?",
      kColumns);
  for (std::int64_t seen = kVerifyPage; seen == kVerifyPage && check.bad_rev == 0;) {
    seen = 0;
    TRY(tx.query(sql, {last, std::int64_t{kVerifyPage}}, [&](const Row& row) -> Result<void> {
      ++seen;
      last = row.integer(0);
      if (check.bad_rev != 0) return {};
      const std::string hash = chain_hash(check.head, last, chained_values(row));
      if (row.text(13) != check.head)
        check.words = "a row before it was removed or inserted";
      else if (row.text(14) != hash)
        check.words = "it was edited";
      if (!check.words.empty()) check.bad_rev = last;
      check.head = hash;
      ++check.rows;
      return {};
    }));
  }
  if (check.bad_rev == 0 && (check.head != head.hash || check.rows + head.pruned != head.count)) {
    check.bad_rev = last + 1;
    check.words = fmt::format("rows are missing at the end: {} of {} are there",
                              check.rows + head.pruned, head.count);
  }
  return check;
}

Result<std::int64_t> prune_audit(Tx& tx, base::Time before, int limit) {
  const base::Time oldest_allowed = std::min(before, tx.now() - kAuditRetention);
  std::int64_t until = 0;
  std::string hash;
  TRY(tx.query(
      "SELECT rev, hash FROM (SELECT rev, at, hash FROM audit ORDER BY rev LIMIT ?) AS oldest "
      "WHERE at < ? ORDER BY rev DESC LIMIT 1",
      {std::int64_t{limit}, base::unix_ms(oldest_allowed)}, [&](const Row& row) -> Result<void> {
        until = row.integer(0);
        hash = row.text(1);
        return {};
      }));
  if (until == 0) return 0;
  TRY_ASSIGN(const std::int64_t gone, tx.execute("DELETE FROM audit WHERE rev <= ?", {until}));
  TRY_ASSIGN(const std::int64_t before_now, get_integer_setting(tx, kPrunedRows, 0));
  TRY(set_setting(tx, kBaseHash, hash));
  TRY(set_setting(tx, kPrunedRows, std::to_string(before_now + gone)));
  append_audit(tx, {.action = "audit.prune",
                    .kind = "audit",
                    .detail = json::Object{{"rows", gone}, {"up_to_rev", until}}});
  return gone;
}

}  // namespace millrace::store
