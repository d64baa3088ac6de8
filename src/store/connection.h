// One connection to a database, and what opens them. sqlite/ and postgres/ implement both; nothing
// else knows a driver. A connection is used by one thread at a time.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/tx.h"

namespace millrace::store {

class Connection {
 public:
  virtual ~Connection() = default;
  virtual Result<void> query(std::string_view sql, const std::vector<SqlValue>& values,
                             const std::function<Result<void>(const Row&)>& each) = 0;
  virtual Result<std::int64_t> execute(std::string_view sql,
                                       const std::vector<SqlValue>& values) = 0;
  virtual Result<void> script(const std::string& sql) = 0;  // several statements without values
  virtual Result<void> begin() = 0;  // as its role: to write, or one read snapshot
  virtual bool in_transaction() const = 0;
  virtual bool lost() const = 0;  // of no more use: open another
};

enum class Role { kWriter, kReader };

class Driver {
 public:
  virtual ~Driver() = default;
  virtual Dialect dialect() const = 0;
  virtual Result<std::unique_ptr<Connection>> connect(Role role) = 0;
  // Takes the lock that keeps other programs from writing, for the life of `writer`.
  virtual Result<void> lock_writer(Connection& writer) = 0;
};

std::unique_ptr<Driver> sqlite_driver(std::string path);
std::unique_ptr<Driver> postgres_driver(std::string url);
bool is_postgres_url(std::string_view database);

}  // namespace millrace::store
