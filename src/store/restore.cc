#include <fmt/core.h>

#include <algorithm>

#include "store/backup.h"
#include "store/backup_format.h"
#include "store/connection_tx.h"
#include "store/migrate.h"
#include "store/object_sql.h"

namespace millrace::store {
namespace {

// Values per statement: below what both databases take.
constexpr std::size_t kValuesAtOnce = 2'000;
// Further than any watcher of the lost history can be ahead.
constexpr std::int64_t kRevLeap = 1'000'000;

Result<std::unique_ptr<BackupReader>> open_backup(io::FileSystem& files, const std::string& path) {
  TRY_ASSIGN(auto file, files.open(path, io::FileSystem::Open::kRead));
  return std::make_unique<BackupReader>(std::move(file));
}

struct Header {
  std::int64_t migration = 0;
  std::int64_t last_rev = 0;
};

Result<Header> read_header(BackupReader& in) {
  json::Value line;
  TRY_ASSIGN(const bool more, in.next(line));
  if (!more || line.find("millrace_backup") == nullptr)
    return fail(ErrorCode::kInvalid, "the file is no Millrace backup");
  const std::int64_t newest = all_migrations().back().number;
  const Header header{line.int_or("migration", 0), line.int_or("last_rev", 0)};
  if (line.int_or("millrace_backup", 0) > kBackupFormat || header.migration > newest)
    return fail(ErrorCode::kInvalid,
                "the backup was made by a newer Millrace: restore it with that version");
  return header;
}

// Reads all of it once, so that a damaged file is refused before the database is touched.
Result<Header> check_file(io::FileSystem& files, const std::string& path) {
  TRY_ASSIGN(const auto in, open_backup(files, path));
  TRY_ASSIGN(const Header header, read_header(*in));
  json::Value line;
  for (;;) {
    TRY_ASSIGN(const bool more, in->next(line));
    if (!more) return header;
  }
}

class TableLoader {
 public:
  TableLoader(Connection& c, BackupSummary& summary) : c_(c), summary_(summary) {}

  Result<void> begin(const json::Value& heading) {
    TRY(flush());
    const json::Value* columns = heading.find("columns");
    if (columns == nullptr || columns->as_array() == nullptr)
      return fail(ErrorCode::kCorrupt, "the backup has a table without columns");
    width_ = columns->as_array()->size();
    std::string names;
    for (const auto& name : *columns->as_array()) {
      if (name.as_string() == nullptr || name.as_string()->find('"') != std::string::npos)
        return fail(ErrorCode::kCorrupt, "the backup has a column without a name");
      names += (names.empty() ? "" : ", ") + quoted(*name.as_string());
    }
    const std::string table = quoted(heading.string_or("table", ""));
    insert_ = fmt::format("INSERT INTO {} ({}) VALUES ", table, names);
    ++summary_.tables;
    TRY(c_.execute(fmt::format("DELETE FROM {}", table), {}));  // what the migrations put there
    return {};
  }

  Result<void> row(const json::Array& items) {
    if (width_ == 0 || items.size() != width_)
      return fail(ErrorCode::kCorrupt, "the backup has a row that fits no table");
    for (const auto& item : items) values_.push_back(from_json(item));
    ++summary_.rows;
    if (values_.size() + width_ > kValuesAtOnce) return flush();
    return {};
  }

  Result<void> flush() {
    if (values_.empty()) return {};
    std::string one = "(?";
    for (std::size_t i = 1; i < width_; ++i) one += ", ?";
    one += ")";
    std::string sql = insert_;
    for (std::size_t i = 0; i < values_.size(); i += width_) sql += (i == 0 ? "" : ", ") + one;
    TRY(c_.execute(sql, values_));
    values_.clear();
    return {};
  }

 private:
  Connection& c_;
  BackupSummary& summary_;
  std::string insert_;
  std::size_t width_ = 0;
  std::vector<SqlValue> values_;
};

Result<void> load(Connection& c, BackupReader& in, BackupSummary& summary) {
  TableLoader loader(c, summary);
  json::Value line;
  for (;;) {
    TRY_ASSIGN(const bool more, in.next(line));
    if (!more) break;
    if (const json::Array* row = line.as_array())
      TRY(loader.row(*row));
    else
      TRY(loader.begin(line));
  }
  TRY(loader.flush());
  const std::int64_t rev = summary.last_rev + kRevLeap;
  TRY(c.execute("UPDATE sequencer SET last_rev = ? WHERE one = 1", {rev}));
  TRY(
      c.execute("INSERT INTO setting (name, value) VALUES ('change.pruned_rev', ?) ON CONFLICT "
                "(name) DO UPDATE SET value = excluded.value",
                {std::to_string(rev)}));
  return {};
}

}  // namespace

Result<BackupSummary> restore(io::FileSystem& files, const std::string& path,
                              const std::string& address, base::Time now) {
  TRY_ASSIGN(const Header header, check_file(files, path));
  const auto driver = is_postgres_url(address) ? postgres_driver(address) : sqlite_driver(address);
  TRY_ASSIGN(const auto c, driver->connect(Role::kWriter));
  TRY(driver->lock_writer(*c));
  ConnectionTx tx(*c, driver->dialect());
  TRY_ASSIGN(const auto tables, table_names(tx));
  if (!tables.empty())
    return fail(ErrorCode::kAlreadyExists,
                "the database is not empty: restore into a new one, nothing was changed");
  TRY(migrate(*c, driver->dialect(),
              all_migrations().first(static_cast<std::size_t>(header.migration)), now));
  TRY_ASSIGN(const auto in, open_backup(files, path));
  TRY(read_header(*in));
  BackupSummary summary{.last_rev = header.last_rev};
  TRY(c->begin());
  Result<void> done = load(*c, *in, summary);
  if (done) done = c->script("COMMIT");
  if (!done) {
    if (c->in_transaction()) (void)c->script("ROLLBACK");
    return done.error();
  }
  return summary;
}

}  // namespace millrace::store
