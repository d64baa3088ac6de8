#include "store/sealer.h"

#include <fmt/core.h>

#include "crypto/hash.h"
#include "json/writer.h"

namespace millrace::store {
namespace {

std::string insert_text(const AppendedRow& row) {
  const bool chained = row.seal == AppendedRow::Seal::kChained;
  std::string sql = fmt::format("INSERT INTO {} (rev, {}{}) VALUES (?", row.table, row.columns,
                                chained ? ", previous_hash, hash" : "");
  for (std::size_t i = 0; i < row.values.size() + (chained ? 2 : 0); ++i) sql += ", ?";
  return sql + ")";
}

}  // namespace

Result<Position> read_position(Connection& c) {
  Position p;
  TRY(c.query("SELECT epoch, batch, last_rev, audit_head, audit_count FROM sequencer WHERE one = 1",
              {}, [&](const Row& row) -> Result<void> {
                p = {row.integer(0), row.integer(1), row.integer(2), row.text(3), row.integer(4)};
                return {};
              }));
  return p;
}

Result<Position> take_epoch(Connection& c) {
  TRY(c.begin());
  TRY(c.execute("UPDATE sequencer SET epoch = epoch + 1 WHERE one = 1", {}));
  TRY_ASSIGN(Position p, read_position(c));
  TRY(c.script("COMMIT"));
  return p;
}

std::string chain_hash(std::string_view previous, std::int64_t rev,
                       const std::vector<SqlValue>& values) {
  json::Writer out;
  out.begin_array().string(previous).integer(rev);
  for (const SqlValue& v : values) {
    if (const auto* i = std::get_if<std::int64_t>(&v))
      out.integer(*i);
    else if (const auto* d = std::get_if<double>(&v))
      out.number(*d);
    else if (const auto* s = std::get_if<std::string>(&v))
      out.string(*s);
    else
      out.null();
  }
  out.end_array();
  return crypto::sha256_hex(out.text());
}

Result<Position> seal(Connection& c, const Position& from, std::span<const AppendedRow> rows) {
  Position to = from;
  ++to.batch;
  for (const AppendedRow& row : rows) {
    std::vector<SqlValue> values{++to.last_rev};
    values.insert(values.end(), row.values.begin(), row.values.end());
    if (row.seal == AppendedRow::Seal::kChained) {
      values.emplace_back(to.audit_head);
      to.audit_head = chain_hash(to.audit_head, to.last_rev, row.values);
      ++to.audit_count;
      values.emplace_back(to.audit_head);
    }
    TRY(c.execute(insert_text(row), values));
  }
  TRY_ASSIGN(const std::int64_t moved,
             c.execute("UPDATE sequencer SET batch = ?, last_rev = ?, audit_head = ?, audit_count "
                       "= ? WHERE one = 1 AND epoch = ?",
                       {to.batch, to.last_rev, to.audit_head, to.audit_count, to.epoch}));
  if (moved != 1)
    return fail(ErrorCode::kUnavailable,
                "another server has taken over this database; this one can write no longer");
  return to;
}

}  // namespace millrace::store
