#include "store/store.h"

#include "store/connection.h"
#include "store/sql_store.h"

namespace millrace::store {

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options, base::Clock& clock) {
  if (options.database.empty())
    return fail(ErrorCode::kInvalid, "no database was named: give a file path or postgresql://…");
  const bool postgres = is_postgres_url(options.database);
  return SqlStore::open(
      postgres ? postgres_driver(options.database) : sqlite_driver(options.database), options,
      clock);
}

}  // namespace millrace::store
