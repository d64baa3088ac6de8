#include "store/backup.h"

#include <fmt/core.h>

#include <algorithm>

#include "store/backup_format.h"
#include "store/object_sql.h"

namespace millrace::store {
namespace {

constexpr int kFetched = 1'000;

using EachRow = std::function<Result<void>(const Row&)>;

// All rows of the table without holding them: SQLite steps, PostgreSQL is asked for some at a time.
Result<void> each_row(ReadTx& tx, const std::string& table, const std::string& columns,
                      const EachRow& each) {
  const std::string select = fmt::format("SELECT {} FROM {}", columns, quoted(table));
  if (tx.dialect() == Dialect::kSqlite) return tx.query(select, {}, each);
  const std::string cursor = quoted("backup_" + table);
  const auto nothing = [](const Row&) -> Result<void> { return {}; };
  TRY(tx.query(fmt::format("DECLARE {} NO SCROLL CURSOR FOR {}", cursor, select), {}, nothing));
  for (int seen = kFetched; seen == kFetched;) {
    seen = 0;
    TRY(tx.query(fmt::format("FETCH {} FROM {}", kFetched, cursor), {}, [&](const Row& row) {
      ++seen;
      return each(row);
    }));
  }
  return tx.query(fmt::format("CLOSE {}", cursor), {}, nothing);
}

Result<std::int64_t> newest_migration(ReadTx& tx) {
  std::int64_t number = 0;
  TRY(tx.query("SELECT max(number) FROM schema_migration", {}, [&](const Row& row) -> Result<void> {
    number = row.integer(0);
    return {};
  }));
  return number;
}

Result<void> write_table(ReadTx& tx, const std::string& table, BackupWriter& out,
                         BackupSummary& summary) {
  TRY_ASSIGN(const auto columns, column_names(tx, table));
  json::Array names;
  std::string list;
  for (const auto& column : columns) {
    names.emplace_back(column);
    list += (list.empty() ? "" : ", ") + quoted(column);
  }
  TRY(out.line(json::Object{{"table", table}, {"columns", std::move(names)}}));
  ++summary.tables;
  return each_row(tx, table, list, [&](const Row& row) -> Result<void> {
    json::Array values;
    for (int c = 0; c < static_cast<int>(columns.size()); ++c)
      values.push_back(to_json(row.value(c)));
    ++summary.rows;
    return out.line(std::move(values));
  });
}

Result<BackupSummary> write_all(ReadTx& tx, BackupWriter& out, base::Time now) {
  BackupSummary summary;
  TRY_ASSIGN(const std::int64_t migration, newest_migration(tx));
  TRY(tx.query("SELECT last_rev FROM sequencer WHERE one = 1", {},
               [&](const Row& row) -> Result<void> {
                 summary.last_rev = row.integer(0);
                 return {};
               }));
  TRY(out.line(json::Object{{"millrace_backup", kBackupFormat},
                            {"migration", migration},
                            {"last_rev", summary.last_rev},
                            {"at", base::format_rfc3339(now)}}));
  TRY_ASSIGN(const auto tables, table_names(tx));
  for (const auto& table : tables) TRY(write_table(tx, table, out, summary));
  TRY_ASSIGN(summary.sha256, out.finish());
  return summary;
}

}  // namespace

Result<BackupSummary> backup(Store& store, io::FileSystem& files, const std::string& path,
                             base::Time now) {
  const std::string partial = path + ".partial";
  BackupSummary summary;
  const auto done = store.read([&](ReadTx& tx) -> Result<void> {
    if (io::exists(files, partial)) TRY(files.remove(partial));
    TRY_ASSIGN(auto file, files.open(partial, io::FileSystem::Open::kCreateNew, 0600));
    BackupWriter out(std::move(file));
    TRY_ASSIGN(summary, write_all(tx, out, now));
    return {};
  });
  if (!done) {
    if (io::exists(files, partial)) (void)files.remove(partial);
    return done.error();
  }
  TRY(files.rename(partial, path));
  const std::size_t slash = path.rfind('/');
  TRY(files.sync_directory(
      slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1))));
  return summary;
}

}  // namespace millrace::store
