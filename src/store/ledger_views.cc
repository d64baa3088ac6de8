#include "store/ledger_views.h"

#include <fmt/core.h>

#include <algorithm>

#include "store/ledger_rows.h"

namespace millrace::store {
namespace {

std::string_view column_of(UsageQuery::By by) {
  switch (by) {
    case UsageQuery::By::kWorkspace:
      return "workspace";
    case UsageQuery::By::kUser:
      return "user_id";
    case UsageQuery::By::kRun:
      return "run";
    case UsageQuery::By::kNode:
      return "node";
    case UsageQuery::By::kKind:
      return "kind";
  }
  return "workspace";
}

}  // namespace

Result<std::vector<UsageRow>> usage(ReadTx& tx, const UsageQuery& q, base::Time now) {
  const std::int64_t from = base::unix_ms(q.from);
  const std::int64_t to = std::min(base::unix_ms(q.to), base::unix_ms(now));
  std::string where = "t0 < ? AND (t1 > ? OR t1 IS NULL)";
  std::vector<SqlValue> values{to, to, from, from, to, from};
  const auto must = [&](std::string_view column, const std::string& value) {
    if (value.empty()) return;
    where += fmt::format(" AND {} = ?", column);
    values.emplace_back(value);
  };
  must("workspace", q.workspace);
  must("user_id", q.user_id);
  must("run", q.run);
  must("resource", q.resource);
  const std::string sql = fmt::format(
      "SELECT {0}, resource, CAST(SUM(amount * ((CASE WHEN t1 IS NULL OR t1 > ? THEN ? ELSE t1 "
      "END) - "
      "(CASE WHEN t0 < ? THEN ? ELSE t0 END))) AS BIGINT) FROM allocation WHERE {1} GROUP BY {0}, "
      "resource ORDER BY {0}, resource",
      column_of(q.by), where);
  std::vector<UsageRow> rows;
  if (to <= from) return rows;
  TRY(tx.query(sql, values, [&](const Row& row) -> Result<void> {
    rows.push_back({row.text(0), row.text(1), row.integer(2)});
    return {};
  }));
  return rows;
}

Result<std::vector<NodeUsage>> node_usage(ReadTx& tx, base::Time from, base::Time to,
                                          base::Time now) {
  TRY_ASSIGN(const auto groups, node_resources(tx, FoundIn::kCapacity));
  std::vector<NodeUsage> rows;
  for (const NodeResource& of : groups) {
    TRY_ASSIGN(const LedgerSweep swept,
               sweep(tx, of, base::unix_ms(from), base::unix_ms(to), base::unix_ms(now)));
    NodeUsage sums = swept.sums();
    sums.node = of.node;
    sums.resource = of.resource;
    rows.push_back(std::move(sums));
  }
  return rows;
}

}  // namespace millrace::store
