// Numbered migrations, compiled in from migrations/*.sql, each applied once in its own transaction
// and recorded with its checksum. Used while opening, by one thread.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "store/connection.h"

namespace millrace::store {

struct Migration {
  int number;
  std::string_view name;
  std::string_view sql;
};
std::span<const Migration> all_migrations();

// {{int}} and {{text}} as the dialect spells them. Text compares by bytes in both.
std::string in_dialect(std::string_view sql, Dialect dialect);

// Refuses, with words, a database that is newer than `known` or whose history differs.
Result<void> migrate(Connection& writer, Dialect dialect, std::span<const Migration> known,
                     base::Time now);
// The same checks without changing anything; kUnavailable when migrations are still to be applied.
Result<void> check_migrated(Connection& reader, std::span<const Migration> known);

}  // namespace millrace::store
