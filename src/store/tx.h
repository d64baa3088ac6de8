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

enum class Dialect { kSqlite, kPostgres };

// A row of a result; reading a column as the wrong type is a programmer error (CHECK).
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double number(int column) const = 0;
  virtual std::string text(int column) const = 0;
  virtual SqlValue value(int column) const = 0;  // as what it is
};

// A row of an append-only table. It is written when the batch is sealed, just before the commit:
// that gives it the next `rev`, so revs are free of gaps and never appear out of order. Until then
// the transaction that appended it does not see it.
struct AppendedRow {
  std::string_view table;  // texts that live as long as the program
  std::string_view
      columns;  // "at, kind, id": all but rev and, when chained, previous_hash and hash
  std::vector<SqlValue> values;
  enum class Seal { kPlain, kChained } seal = Seal::kPlain;
};

class ReadTx {
 public:
  virtual ~ReadTx() = default;
  // Placeholders are '?'. Errors: kAlreadyExists (unique; the violation names the column),
  // kConflict (foreign key), kUnavailable (busy, lost), kExhausted (disk full), kCorrupt,
  // kInternal.
  virtual Result<void> query(std::string_view sql, const std::vector<SqlValue>& values,
                             const std::function<Result<void>(const Row&)>& each) = 0;
  virtual Dialect dialect() const = 0;
};

// Any statement that fails spoils the body that ran it: it is undone even if it returns success.
class Tx : public ReadTx {
 public:
  virtual Result<std::int64_t> execute(std::string_view sql,
                                       const std::vector<SqlValue>& values) = 0;  // rows changed
  virtual void append(AppendedRow row) = 0;
  virtual base::Time now() const = 0;  // of this transaction, from the store's clock
  virtual std::string new_id() = 0;    // in order of creation
};

}  // namespace millrace::store
