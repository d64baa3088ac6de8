// The store: SQLite by default, PostgreSQL by URL; the same code above both. All writes go through one
// writer that commits in groups: write() returns when its change is durable, and concurrent writers share
// the fsync. Reads run in parallel on their own connections and see committed state. Thread-safe.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/tx.h"

namespace millrace::store {

struct StoreOptions {
  std::string database;  // a file path, or postgresql://…
  int readers = 4;
  std::size_t max_queued_writes = 4096;  // beyond: kExhausted
};

class Store {
 public:
  // Opens, takes the writer's lease, migrates. Refuses a database newer than this program.
  static Result<std::unique_ptr<Store>> open(const StoreOptions& options, base::Clock& clock);
  virtual ~Store() = default;

  // Runs `body` inside the writer's transaction under a savepoint of its own; an error undoes all of it
  // and is returned. `body` may run again (lost connection, serialization): capture by value or reset.
  virtual Result<void> write(const std::function<Result<void>(Tx&)>& body) = 0;
  virtual Result<void> read(const std::function<Result<void>(ReadTx&)>& body) = 0;

  // The newest committed revision; listeners are called after each commit, on the writer's thread,
  // and must only wake somebody.
  virtual std::int64_t last_rev() const = 0;
  using Listener = std::function<void(std::int64_t rev)>;
  virtual std::uint64_t add_listener(Listener listener) = 0;
  virtual void remove_listener(std::uint64_t token) = 0;

  virtual Result<void> backup(const std::string& path) = 0;  // online, consistent
};

}  // namespace millrace::store
