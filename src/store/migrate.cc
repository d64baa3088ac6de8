#include "store/migrate.h"

#include <fmt/core.h>

#include <map>

#include "crypto/hash.h"

namespace millrace::store {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

struct Applied {
  std::string name;
  std::string checksum;
};

Result<std::map<std::int64_t, Applied>> applied_migrations(Connection& c) {
  std::map<std::int64_t, Applied> applied;
  TRY(c.query("SELECT number, name, checksum FROM schema_migration", {},
              [&](const Row& row) -> Result<void> {
                applied[row.integer(0)] = {row.text(1), row.text(2)};
                return {};
              }));
  return applied;
}

Result<void> check_history(const std::map<std::int64_t, Applied>& applied,
                           std::span<const Migration> known) {
  const int newest = known.empty() ? 0 : known.back().number;
  if (!applied.empty() && applied.rbegin()->first > newest)
    return fail(ErrorCode::kInvalid,
                fmt::format("the database was written by a newer Millrace (migration {}; this "
                            "program knows up to {}): run that "
                            "version, or restore a backup made by this one",
                            applied.rbegin()->second.name, newest));
  for (const Migration& m : known) {
    const auto found = applied.find(m.number);
    if (found != applied.end() && found->second.checksum != crypto::sha256_hex(m.sql))
      return fail(
          ErrorCode::kCorrupt,
          fmt::format(
              "migration {} was applied to the database from another text: this program and "
              "the database do not belong together",
              m.name));
  }
  return {};
}

Result<void> apply(Connection& c, Dialect dialect, const Migration& m, base::Time now) {
  TRY(c.script(in_dialect(m.sql, dialect)));
  TRY(c.execute(
      "INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)",
      {std::int64_t{m.number}, std::string(m.name), crypto::sha256_hex(m.sql),
       base::unix_ms(now)}));
  return {};
}

}  // namespace

std::string in_dialect(std::string_view sql, Dialect dialect) {
  std::string text(sql);
  const bool sqlite = dialect == Dialect::kSqlite;
  replace_all(text, "{{int}}", sqlite ? "INTEGER" : "BIGINT");
  replace_all(text, "{{text}}", sqlite ? "TEXT" : "TEXT COLLATE \"C\"");
  return text;
}

Result<void> migrate(Connection& c, Dialect dialect, std::span<const Migration> known,
                     base::Time now) {
  TRY(
      c.script(in_dialect("CREATE TABLE IF NOT EXISTS schema_migration (number {{int}} PRIMARY "
                          "KEY, name {{text}} NOT NULL, "
                          "checksum {{text}} NOT NULL, applied_at {{int}} NOT NULL)",
                          dialect)));
  TRY_ASSIGN(const auto applied, applied_migrations(c));
  TRY(check_history(applied, known));
  for (const Migration& m : known) {
    if (applied.contains(m.number)) continue;
    TRY(c.begin());
    Result<void> done = apply(c, dialect, m, now);
    if (done) done = c.script("COMMIT");
    if (!done) {
      if (c.in_transaction()) (void)c.script("ROLLBACK");
      Error e = std::move(done).error();
      e.message = fmt::format("migration {} failed: {}", m.name, e.message);
      return e;
    }
  }
  return {};
}

Result<void> check_migrated(Connection& c, std::span<const Migration> known) {
  TRY_ASSIGN(const auto applied, applied_migrations(c));
  TRY(check_history(applied, known));
  for (const Migration& m : known)
    if (!applied.contains(m.number))
      return fail(ErrorCode::kUnavailable,
                  fmt::format("the database lacks migration {}: start the server once", m.name));
  return {};
}

}  // namespace millrace::store
