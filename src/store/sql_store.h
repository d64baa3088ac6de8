// Store on any Driver: the writer's thread with its queue, and the pool of readers. See store.h.
#pragma once
#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "base/mutex.h"
#include "base/thread.h"
#include "store/connection.h"
#include "store/sealer.h"
#include "store/store.h"

namespace millrace::store {

class SqlStore final : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(std::unique_ptr<Driver> driver,
                                             const StoreOptions& options, base::Clock& clock);
  ~SqlStore() override;

  Result<void> write(const std::function<Result<void>(Tx&)>& body) override EXCLUDES(mutex_);
  Result<void> read(const std::function<Result<void>(ReadTx&)>& body) override
      EXCLUDES(readers_mutex_);
  std::int64_t last_rev() const override { return last_rev_.load(std::memory_order_acquire); }
  std::uint64_t add_listener(Listener listener) override EXCLUDES(listeners_mutex_);
  void remove_listener(std::uint64_t token) override EXCLUDES(listeners_mutex_);
  Counters counters() const override { return {commits_.load(), writes_.load()}; }

 private:
  struct Job {
    const std::function<Result<void>(Tx&)>* body;
    Result<void> result{};
    bool done = false;
    base::CondVar finished{};
  };
  using Batch = std::vector<Job*>;

  SqlStore(std::unique_ptr<Driver> driver, const StoreOptions& options, base::Clock& clock);

  // On the writer's thread.
  void run_writer() EXCLUDES(mutex_);
  void commit_batch(const Batch& batch);
  Result<void> try_batch(const Batch& batch);
  Result<bool> run_bodies(
      const Batch& batch,
      std::vector<AppendedRow>& appended);  // whether there is something to commit
  Result<void> run_body(Job& job, std::vector<AppendedRow>& appended, bool& wrote);
  enum class Fate { kCommitted, kNotCommitted };
  Result<Fate> reconnect();  // and what became of the batch that was under way
  void tell_listeners() EXCLUDES(listeners_mutex_);

  Result<std::unique_ptr<Connection>> take_reader() EXCLUDES(readers_mutex_);
  void give_reader(std::unique_ptr<Connection> reader) EXCLUDES(readers_mutex_);

  const std::unique_ptr<Driver> driver_;
  const StoreOptions options_;
  base::Clock& clock_;

  std::unique_ptr<Connection> writer_;  // null while lost, and in kInspect
  Position position_;                   // the writer's thread only

  base::Mutex mutex_;
  base::CondVar work_;
  std::deque<Job*> queue_ GUARDED_BY(mutex_);
  bool closing_ GUARDED_BY(mutex_) = false;
  std::atomic<bool> stop_retrying_ = false;

  base::Mutex readers_mutex_;
  base::CondVar reader_free_;
  std::vector<std::unique_ptr<Connection>> idle_readers_ GUARDED_BY(readers_mutex_);
  int readers_out_ GUARDED_BY(readers_mutex_) = 0;

  base::Mutex listeners_mutex_;
  std::map<std::uint64_t, Listener> listeners_ GUARDED_BY(listeners_mutex_);
  std::uint64_t next_token_ GUARDED_BY(listeners_mutex_) = 1;

  std::atomic<std::int64_t> last_rev_ = 0;
  std::atomic<std::uint64_t> commits_ = 0;
  std::atomic<std::uint64_t> writes_ = 0;

  base::Thread thread_;  // last: joined first
};

}  // namespace millrace::store
