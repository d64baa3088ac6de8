#include "store/sqlite/sqlite_connection.h"

#include <fmt/core.h>
#include <sqlite3.h>

#include "base/check.h"

namespace millrace::store {
namespace {

constexpr std::size_t kCachedStatements = 256;
constexpr int kBusyTimeoutMs = 5'000;

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  bool is_null(int c) const override { return type(c) == SQLITE_NULL; }
  std::int64_t integer(int c) const override {
    CHECK(type(c) == SQLITE_INTEGER);
    return sqlite3_column_int64(statement_, c);
  }
  double number(int c) const override {
    CHECK(type(c) == SQLITE_FLOAT || type(c) == SQLITE_INTEGER);
    return sqlite3_column_double(statement_, c);
  }
  std::string text(int c) const override {
    CHECK(type(c) == SQLITE_TEXT);
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, c));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, c))};
  }
  SqlValue value(int c) const override {
    switch (type(c)) {
      case SQLITE_NULL:
        return {};
      case SQLITE_INTEGER:
        return integer(c);
      case SQLITE_FLOAT:
        return number(c);
      default:
        return text(c);
    }
  }

 private:
  int type(int c) const { return sqlite3_column_type(statement_, c); }
  sqlite3_stmt* statement_;
};

// "UNIQUE constraint failed: job.workspace, job.name": the last column is the one to blame.
std::string column_of(std::string_view message) {
  const std::size_t dot = message.rfind('.');
  return dot == std::string_view::npos ? std::string() : std::string(message.substr(dot + 1));
}

int bind(sqlite3_stmt* statement, int index, const SqlValue& value) {
  if (const auto* i = std::get_if<std::int64_t>(&value))
    return sqlite3_bind_int64(statement, index, *i);
  if (const auto* d = std::get_if<double>(&value)) return sqlite3_bind_double(statement, index, *d);
  if (const auto* s = std::get_if<std::string>(&value))  // outlives the step: bound without a copy
    return sqlite3_bind_text64(statement, index, s->data(), s->size(), SQLITE_STATIC, SQLITE_UTF8);
  return sqlite3_bind_null(statement, index);
}

Error error_of(sqlite3* db, int code, std::string_view sql) {
  const std::string words = db == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(db);
  const int extended = db == nullptr ? code : sqlite3_extended_errcode(db);
  if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY) {
    Error e = fail(ErrorCode::kAlreadyExists, words);
    e.violations.push_back({column_of(words), "is taken"});
    return e;
  }
  if (extended == SQLITE_CONSTRAINT_FOREIGNKEY) return fail(ErrorCode::kConflict, words);
  const auto told = [&](ErrorCode c) {
    return fail(c, fmt::format("database: {}", words)).note(std::string(sql));
  };
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return told(ErrorCode::kUnavailable);
    case SQLITE_FULL:
      return told(ErrorCode::kExhausted);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return told(ErrorCode::kCorrupt);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return told(ErrorCode::kUnavailable);
    default:
      return told(ErrorCode::kInternal);
  }
}

class SqliteDriver final : public Driver {
 public:
  explicit SqliteDriver(std::string path) : path_(std::move(path)) {}
  Dialect dialect() const override { return Dialect::kSqlite; }
  Result<std::unique_ptr<Connection>> connect(Role role) override {
    return SqliteConnection::open(path_, role);
  }
  // BEGIN IMMEDIATE serialises writers, and the epoch in `sequencer` fences the older program.
  Result<void> lock_writer(Connection&) override { return {}; }

 private:
  std::string path_;
};

}  // namespace

std::unique_ptr<Driver> sqlite_driver(std::string path) {
  return std::make_unique<SqliteDriver>(std::move(path));
}

class SqliteConnection::Statement {
 public:
  Statement(SqliteConnection& owner, std::string_view sql, sqlite3_stmt* statement)
      : owner_(owner), sql_(sql), statement_(statement) {}
  ~Statement() { owner_.give_back(sql_, statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

 private:
  SqliteConnection& owner_;
  std::string_view sql_;
  sqlite3_stmt* statement_;
};

Result<std::unique_ptr<Connection>> SqliteConnection::open(const std::string& path, Role role,
                                                           const char* vfs) {
  sqlite3* db = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                    (role == Role::kWriter ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &db, flags, vfs);
  if (code != SQLITE_OK) {
    Error e = error_of(db, code, "open").note(path);
    e.message = fmt::format("cannot open the database {}: {}", path, e.message);
    sqlite3_close_v2(db);
    return e;
  }
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, kBusyTimeoutMs);
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(db, role));
  // FULL: a commit is on the disk when it returns.
  TRY(connection->script(
      role == Role::kWriter
          ? "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384;"
          : "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-4096;"));
  return std::unique_ptr<Connection>(std::move(connection));
}

SqliteConnection::~SqliteConnection() {
  for (const Cached& c : idle_) sqlite3_finalize(c.statement);
  sqlite3_close_v2(db_);
}

Error SqliteConnection::error(int code, std::string_view sql) const {
  return error_of(db_, code, sql);
}

Result<sqlite3_stmt*> SqliteConnection::take(std::string_view sql) {
  if (const auto found = by_sql_.find(sql); found != by_sql_.end()) {
    const auto cached = found->second;
    sqlite3_stmt* statement = cached->statement;
    by_sql_.erase(found);
    idle_.erase(cached);
    return statement;
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return error(code, sql);
  return statement;
}

void SqliteConnection::give_back(std::string_view sql, sqlite3_stmt* statement) {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  if (by_sql_.contains(sql)) {  // a nested use: one of each text is enough
    sqlite3_finalize(statement);
    return;
  }
  idle_.push_front({std::string(sql), statement});
  by_sql_[idle_.front().sql] = idle_.begin();
  if (idle_.size() > kCachedStatements) {
    by_sql_.erase(idle_.back().sql);
    sqlite3_finalize(idle_.back().statement);
    idle_.pop_back();
  }
}

Result<void> SqliteConnection::query(std::string_view sql, const std::vector<SqlValue>& values,
                                     const std::function<Result<void>(const Row&)>& each) {
  TRY_ASSIGN(sqlite3_stmt * statement, take(sql));
  const Statement in_use(*this, sql, statement);
  CHECK(sqlite3_bind_parameter_count(statement) == static_cast<int>(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i)
    if (const int code = bind(statement, static_cast<int>(i) + 1, values[i]); code != SQLITE_OK)
      return error(code, sql);
  const SqliteRow row(statement);
  for (;;) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return error(code, sql);
    TRY(each(row));
  }
}

Result<std::int64_t> SqliteConnection::execute(std::string_view sql,
                                               const std::vector<SqlValue>& values) {
  TRY(query(sql, values, [](const Row&) -> Result<void> { return {}; }));
  return static_cast<std::int64_t>(sqlite3_changes64(db_));
}

Result<void> SqliteConnection::script(const std::string& sql) {
  const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error(code, sql);
  return {};
}

Result<void> SqliteConnection::begin() {
  TRY(execute(role_ == Role::kWriter ? "BEGIN IMMEDIATE" : "BEGIN", {}));
  return {};
}

bool SqliteConnection::in_transaction() const {
  return sqlite3_get_autocommit(db_) == 0;
}

}  // namespace millrace::store
