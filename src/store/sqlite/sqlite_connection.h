// SQLite behind Connection: WAL, durable commits, cached statements. One thread at a time.
#pragma once
#include <list>
#include <string>
#include <unordered_map>

#include "store/connection.h"

struct sqlite3;
struct sqlite3_stmt;

namespace millrace::store {

class SqliteConnection final : public Connection {
 public:
  // `vfs`: SQLite's name of the file system to use; null: its default.
  static Result<std::unique_ptr<Connection>> open(const std::string& path, Role role,
                                                  const char* vfs = nullptr);
  ~SqliteConnection() override;

  Result<void> query(std::string_view sql, const std::vector<SqlValue>& values,
                     const std::function<Result<void>(const Row&)>& each) override;
  Result<std::int64_t> execute(std::string_view sql, const std::vector<SqlValue>& values) override;
  Result<void> script(const std::string& sql) override;
  Result<void> begin() override;
  bool in_transaction() const override;
  bool lost() const override { return false; }

 private:
  SqliteConnection(sqlite3* db, Role role) : db_(db), role_(role) {}
  // A prepared statement taken out of the cache; goes back when done, so that a nested use of the
  // same text gets one of its own.
  class Statement;
  Result<sqlite3_stmt*> take(std::string_view sql);
  void give_back(std::string_view sql, sqlite3_stmt* statement);
  Error error(int code, std::string_view sql) const;

  sqlite3* db_;
  Role role_;
  struct Cached {
    std::string sql;
    sqlite3_stmt* statement;
  };
  std::list<Cached> idle_;  // most recently used first
  std::unordered_map<std::string_view, std::list<Cached>::iterator> by_sql_;
};

}  // namespace millrace::store
