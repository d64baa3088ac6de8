// What can be done inside a transaction: statements for store/'s own tables, built on by Table<T>,
// EventLog, Ledger, … Nothing outside store/ writes SQL. A transaction belongs to one thread.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace millrace::store {

using SqlValue = std::variant<std::monostate, std::int64_t, double, std::string>;

// A row of a result; reading a column as the wrong type is a programmer error (CHECK).
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double number(int column) const = 0;
  virtual std::string text(int column) const = 0;
};

class ReadTx {
 public:
  virtual ~ReadTx() = default;
  // Placeholders are '?'. Errors: kAlreadyExists (unique), kConflict (foreign key), kUnavailable (lost), …
  virtual Result<void> query(std::string_view sql, const std::vector<SqlValue>& values,
                             const std::function<Result<void>(const Row&)>& each) = 0;
};

class Tx : public ReadTx {
 public:
  virtual Result<std::int64_t> execute(std::string_view sql, const std::vector<SqlValue>& values) = 0;  // rows changed
  virtual base::Time now() const = 0;  // of this transaction, from the store's clock
};

}  // namespace millrace::store
