// PostgreSQL behind Connection: prepared statements on libpq, text format, '?' rewritten to $n. One
// thread at a time.
#pragma once
#include <string>
#include <unordered_map>

#include "store/connection.h"

struct pg_conn;
struct pg_result;

namespace millrace::store {

class PostgresConnection final : public Connection {
 public:
  static Result<std::unique_ptr<Connection>> open(const std::string& url, Role role);
  ~PostgresConnection() override;

  Result<void> query(std::string_view sql, const std::vector<SqlValue>& values,
                     const std::function<Result<void>(const Row&)>& each) override;
  Result<std::int64_t> execute(std::string_view sql, const std::vector<SqlValue>& values) override;
  Result<void> script(const std::string& sql) override;
  Result<void> begin() override;
  bool in_transaction() const override;
  bool lost() const override;

 private:
  struct FreeResult {
    void operator()(pg_result* result) const;
  };
  using Answer = std::unique_ptr<pg_result, FreeResult>;

  PostgresConnection(pg_conn* connection, Role role) : connection_(connection), role_(role) {}
  Result<Answer> run(std::string_view sql, const std::vector<SqlValue>& values);
  // The name of the prepared statement; empty when enough are prepared already.
  Result<std::string> prepared(std::string_view sql, const std::string& numbered);
  Result<Answer> checked(pg_result* result, std::string_view sql) const;

  pg_conn* connection_;
  Role role_;
  std::unordered_map<std::string, std::string> prepared_;  // our text → its name on the server
};

// "a = ? AND b = '?'" → "a = $1 AND b = '?'"
std::string numbered_placeholders(std::string_view sql);

}  // namespace millrace::store
