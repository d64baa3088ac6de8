// A connection seen as a transaction for reading. As thread-safe as the connection: not at all.
#pragma once
#include "store/connection.h"
#include "store/tx.h"

namespace millrace::store {

class ConnectionTx final : public ReadTx {
 public:
  ConnectionTx(Connection& c, Dialect dialect) : c_(c), dialect_(dialect) {}
  Result<void> query(std::string_view sql, const std::vector<SqlValue>& values,
                     const std::function<Result<void>(const Row&)>& each) override {
    return c_.query(sql, values, each);
  }
  Dialect dialect() const override { return dialect_; }

 private:
  Connection& c_;
  Dialect dialect_;
};

}  // namespace millrace::store
