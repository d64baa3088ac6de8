#include "store/changes.h"

#include "store/settings.h"

namespace millrace::store {
namespace {

constexpr std::string_view kWords[] = {"created", "updated", "deleted"};
constexpr std::string_view kPruned = "change.pruned_rev";

Result<ChangeOp> op_of(const std::string& text) {
  for (std::size_t i = 0; i < std::size(kWords); ++i)
    if (kWords[i] == text) return static_cast<ChangeOp>(i);
  return fail(ErrorCode::kCorrupt, "a change has the unknown operation " + text);
}

Result<std::int64_t> last_given(ReadTx& tx) {
  std::int64_t rev = 0;
  TRY(tx.query("SELECT last_rev FROM sequencer WHERE one = 1", {},
               [&](const Row& row) -> Result<void> {
                 rev = row.integer(0);
                 return {};
               }));
  return rev;
}

}  // namespace

std::string_view word(ChangeOp op) {
  return kWords[static_cast<std::size_t>(op)];
}

void append_change(Tx& tx, std::string_view kind, std::string_view id, std::string_view workspace,
                   ChangeOp op) {
  tx.append({.table = "change",
             .columns = "at, kind, id, workspace, op",
             .values = {base::unix_ms(tx.now()), std::string(kind), std::string(id),
                        std::string(workspace), std::string(word(op))}});
}

Result<ChangePage> read_changes(ReadTx& tx, std::int64_t after, int limit, std::string_view kind) {
  ChangePage page;
  TRY_ASSIGN(const std::int64_t pruned, get_integer_setting(tx, kPruned, 0));
  TRY_ASSIGN(const std::int64_t last, last_given(tx));
  page.next = last;
  // Beyond the last rev: the position is of another database, a restored one for instance.
  if (after < pruned || after > last) {
    page.position = ChangePage::Position::kGone;
    return page;
  }
  std::vector<SqlValue> values{after};
  if (!kind.empty()) values.emplace_back(std::string(kind));
  values.emplace_back(std::int64_t{limit});
  const std::string_view sql =
      kind.empty()
          ? "SELECT rev, at, kind, id, workspace, op FROM change WHERE rev > ? ORDER BY rev LIMIT ?"
          : "SELECT rev, at, kind, id, workspace, op FROM change WHERE rev > ? AND kind = ? ORDER "
            "BY rev LIMIT ?";
  TRY(tx.query(sql, values, [&](const Row& row) -> Result<void> {
    TRY_ASSIGN(const ChangeOp op, op_of(row.text(5)));
    page.changes.push_back({row.integer(0), base::from_unix_ms(row.integer(1)), row.text(2),
                            row.text(3), row.text(4), op});
    return {};
  }));
  if (page.changes.size() == static_cast<std::size_t>(limit)) page.next = page.changes.back().rev;
  return page;
}

Result<std::int64_t> prune_changes(Tx& tx, base::Time before, int limit) {
  std::int64_t until = 0;
  TRY(
      tx.query("SELECT rev FROM (SELECT rev, at FROM change ORDER BY rev LIMIT ?) AS oldest WHERE "
               "at < ? ORDER BY rev DESC LIMIT 1",
               {std::int64_t{limit}, base::unix_ms(before)}, [&](const Row& row) -> Result<void> {
                 until = row.integer(0);
                 return {};
               }));
  if (until == 0) return 0;
  TRY_ASSIGN(const std::int64_t gone, tx.execute("DELETE FROM change WHERE rev <= ?", {until}));
  TRY(set_setting(tx, kPruned, std::to_string(until)));
  return gone;
}

}  // namespace millrace::store
