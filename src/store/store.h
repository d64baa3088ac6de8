// The store: SQLite by default, PostgreSQL by URL; the same code above both. All writes go through
// one writer that commits in groups: write() returns when its change is durable, and concurrent
// writers share the fsync. Reads run in parallel on their own connections and see committed state.
// Thread-safe.
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
  // kInspect neither migrates nor takes the writer's lease, and refuses writes: for doctor and
  // backup beside a running server.
  enum class Mode { kServe, kInspect } mode = Mode::kServe;
  // How long a write waits for a lost database to come back before it fails with kUnavailable.
  base::Duration reconnect_for{30'000};
};

class Store {
 public:
  // Opens, takes the writer's lease, migrates. Refuses a database newer than this program.
  static Result<std::unique_ptr<Store>> open(const StoreOptions& options, base::Clock& clock);
  virtual ~Store() = default;

  // Runs `body` inside the writer's transaction under a savepoint of its own; an error undoes all
  // of it and is returned. `body` runs on the writer's thread while the caller waits, and may run
  // again (lost connection): assign what it captures, do not append to it; no waiting, no I/O.
  // Transactions do not nest: write or read inside a body is refused with kInternal; use the body's
  // own.
  virtual Result<void> write(const std::function<Result<void>(Tx&)>& body) = 0;
  // One snapshot for the whole body; may run again like write's.
  virtual Result<void> read(const std::function<Result<void>(ReadTx&)>& body) = 0;

  // The newest committed revision; listeners are called after each commit, on the writer's thread,
  // and must only wake somebody. After remove_listener returns, it is not called any more.
  virtual std::int64_t last_rev() const = 0;
  using Listener = std::function<void(std::int64_t rev)>;
  virtual std::uint64_t add_listener(Listener listener) = 0;
  virtual void remove_listener(std::uint64_t token) = 0;

  // How many commits and bodies there were: what group commit saves.
  struct Counters {
    std::uint64_t commits = 0;
    std::uint64_t writes = 0;
  };
  virtual Counters counters() const = 0;
};

}  // namespace millrace::store
