#include "store/sql_store.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/ids.h"
#include "base/log.h"
#include "base/rng.h"
#include "store/connection_tx.h"
#include "store/migrate.h"

namespace millrace::store {
namespace {

// Bodies per commit: bounds how long the first of a batch waits for the last.
constexpr std::size_t kMaxBatch = 256;
constexpr base::Duration kFirstBackoff{50};
constexpr base::Duration kLongestBackoff{2'000};

// Transactions do not nest: a body that waited for the writer or a reader could wait for itself.
thread_local bool inside_transaction = false;

class Inside {
 public:
  Inside() { inside_transaction = true; }
  ~Inside() { inside_transaction = false; }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
};

Error nested() {
  return fail(ErrorCode::kInternal, "a transaction was begun inside another; use the one at hand");
}

class WriterTx final : public Tx {
 public:
  WriterTx(Connection& c, Dialect dialect, std::vector<AppendedRow>& appended, base::Clock& clock)
      : c_(c), dialect_(dialect), appended_(appended), clock_(clock), now_(clock.now()) {}
  Result<void> query(std::string_view sql, const std::vector<SqlValue>& values,
                     const std::function<Result<void>(const Row&)>& each) override {
    bool from_caller = false;  // an error of `each` is the body's own affair
    auto result = c_.query(sql, values, [&](const Row& row) {
      auto r = each(row);
      from_caller = !r.has_value();
      return r;
    });
    if (!result && !from_caller && !spoiled_) spoiled_ = result.error();
    return result;
  }
  Result<std::int64_t> execute(std::string_view sql, const std::vector<SqlValue>& values) override {
    wrote_ = true;
    auto result = c_.execute(sql, values);
    if (!result && !spoiled_) spoiled_ = result.error();
    return result;
  }
  void append(AppendedRow row) override {
    wrote_ = true;
    appended_.push_back(std::move(row));
  }
  base::Time now() const override { return now_; }
  std::string new_id() override { return base::new_ulid(clock_, base::system_rng()); }
  Dialect dialect() const override { return dialect_; }
  bool wrote() const { return wrote_; }
  const std::optional<Error>& spoiled() const { return spoiled_; }

 private:
  Connection& c_;
  Dialect dialect_;
  std::vector<AppendedRow>& appended_;
  base::Clock& clock_;
  base::Time now_;
  bool wrote_ = false;
  std::optional<Error> spoiled_;
};

}  // namespace

SqlStore::SqlStore(std::unique_ptr<Driver> driver, const StoreOptions& options, base::Clock& clock)
    : driver_(std::move(driver)), options_(options), clock_(clock) {}

Result<std::unique_ptr<Store>> SqlStore::open(std::unique_ptr<Driver> driver,
                                              const StoreOptions& options, base::Clock& clock) {
  std::unique_ptr<SqlStore> store(new SqlStore(std::move(driver), options, clock));
  if (options.mode == StoreOptions::Mode::kInspect) {
    TRY_ASSIGN(auto reader, store->driver_->connect(Role::kReader));
    TRY(check_migrated(*reader, all_migrations()));
    TRY_ASSIGN(store->position_, read_position(*reader));
    store->last_rev_ = store->position_.last_rev;
    return std::unique_ptr<Store>(std::move(store));
  }
  TRY_ASSIGN(store->writer_, store->driver_->connect(Role::kWriter));
  TRY(store->driver_->lock_writer(*store->writer_));
  TRY(migrate(*store->writer_, store->driver_->dialect(), all_migrations(), clock.now()));
  TRY_ASSIGN(store->position_, take_epoch(*store->writer_));
  store->last_rev_ = store->position_.last_rev;
  SqlStore* self = store.get();
  store->thread_ = base::Thread("store-writer", [self] { self->run_writer(); });
  return std::unique_ptr<Store>(std::move(store));
}

SqlStore::~SqlStore() {
  stop_retrying_ = true;
  {
    base::MutexLock lock(mutex_);
    closing_ = true;
    work_.notify_all();
  }
  thread_.join();
}

Result<void> SqlStore::write(const std::function<Result<void>(Tx&)>& body) {
  if (inside_transaction) return nested();
  if (options_.mode == StoreOptions::Mode::kInspect)
    return fail(ErrorCode::kInvalid, "the database is open for inspection only");
  Job job{.body = &body};
  base::MutexLock lock(mutex_);
  if (closing_) return fail(ErrorCode::kUnavailable, "the store is closing");
  if (queue_.size() >= options_.max_queued_writes)
    return fail(ErrorCode::kExhausted,
                "too many writes are waiting for the database; try again in a moment");
  queue_.push_back(&job);
  work_.notify_one();
  while (!job.done) job.finished.wait(mutex_);
  return std::move(job.result);
}

void SqlStore::run_writer() {
  for (;;) {
    Batch batch;
    {
      base::MutexLock lock(mutex_);
      while (queue_.empty() && !closing_) work_.wait(mutex_);
      if (queue_.empty()) return;
      const std::size_t count = std::min(queue_.size(), kMaxBatch);
      batch.assign(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
      queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
    }
    const std::int64_t before = position_.last_rev;
    commit_batch(batch);
    writes_ += batch.size();
    last_rev_.store(position_.last_rev, std::memory_order_release);
    {
      base::MutexLock lock(mutex_);
      for (Job* job : batch) {
        job->done = true;
        job->finished.notify_one();  // under the lock: the job is gone once its owner wakes
      }
    }
    if (position_.last_rev != before) tell_listeners();
  }
}

// Either every job of the batch has its own result and what succeeded is durable, or all have the
// error.
void SqlStore::commit_batch(const Batch& batch) {
  for (;;) {
    Result<void> done = writer_
                            ? try_batch(batch)
                            : Result<void>(fail(ErrorCode::kUnavailable, "the database is away"));
    if (done) return;
    if (!writer_ || writer_->lost()) {
      auto fate = reconnect();
      if (fate && *fate == Fate::kCommitted) return;
      if (fate) continue;
      done = std::move(fate).error();
    } else if (writer_->in_transaction()) {
      (void)writer_->script("ROLLBACK");
    }
    base::log(base::LogLevel::kError, "store", "commit failed",
              {{"error", done.error().to_string()}});
    for (Job* job : batch) job->result = done.error();
    return;
  }
}

Result<void> SqlStore::try_batch(const Batch& batch) {
  std::vector<AppendedRow> appended;
  TRY(writer_->begin());
  TRY_ASSIGN(const bool wrote, run_bodies(batch, appended));
  if (!wrote) return writer_->script("ROLLBACK");
  TRY_ASSIGN(Position next, seal(*writer_, position_, appended));
  TRY(writer_->execute("COMMIT", {}));
  position_ = std::move(next);
  ++commits_;
  return {};
}

Result<bool> SqlStore::run_bodies(const Batch& batch, std::vector<AppendedRow>& appended) {
  const Inside inside;
  bool anything = false;
  for (Job* job : batch) {
    bool wrote = false;
    TRY(run_body(*job, appended, wrote));
    anything = anything || (wrote && job->result.has_value());
  }
  return anything;
}

// An error of the body is the job's; an error here is the whole batch's.
Result<void> SqlStore::run_body(Job& job, std::vector<AppendedRow>& appended, bool& wrote) {
  const std::size_t mark = appended.size();
  TRY(writer_->execute("SAVEPOINT body", {}));
  WriterTx tx(*writer_, driver_->dialect(), appended, clock_);
  job.result = (*job.body)(tx);
  wrote = tx.wrote();
  if (job.result && tx.spoiled()) job.result = *tx.spoiled();
  if (writer_->lost())
    return fail(ErrorCode::kUnavailable, "the connection to the database was lost");
  if (!writer_->in_transaction()) {  // a full disk or an I/O error ended it
    return tx.spoiled() ? *tx.spoiled() : fail(ErrorCode::kInternal, "the transaction ended early");
  }
  if (!job.result) {
    appended.resize(mark);
    TRY(writer_->execute("ROLLBACK TO body", {}));
  }
  TRY(writer_->execute("RELEASE body", {}));
  return {};
}

// A commit whose answer was lost either happened or did not: the batch's number in the database
// tells.
Result<SqlStore::Fate> SqlStore::reconnect() {
  writer_.reset();
  base::Duration waited{0};
  base::Duration backoff = kFirstBackoff;
  for (;;) {
    auto attempt = [&]() -> Result<Fate> {
      TRY_ASSIGN(auto connection, driver_->connect(Role::kWriter));
      TRY(driver_->lock_writer(*connection));
      TRY_ASSIGN(Position now, read_position(*connection));
      if (now.epoch != position_.epoch)
        return fail(ErrorCode::kUnavailable,
                    "another server has taken over this database; this one can write no longer");
      const Fate fate = now.batch > position_.batch ? Fate::kCommitted : Fate::kNotCommitted;
      position_ = std::move(now);
      writer_ = std::move(connection);
      return fate;
    }();
    if (attempt || waited >= options_.reconnect_for || stop_retrying_) return attempt;
    base::log(base::LogLevel::kWarning, "store", "database is away, trying again",
              {{"error", attempt.error().to_string()}});
    clock_.sleep_for(backoff);
    waited += backoff;
    backoff = std::min(backoff * 2, kLongestBackoff);
  }
}

void SqlStore::tell_listeners() {
  base::MutexLock lock(listeners_mutex_);
  for (const auto& [token, listener] : listeners_) listener(position_.last_rev);
}

std::uint64_t SqlStore::add_listener(Listener listener) {
  base::MutexLock lock(listeners_mutex_);
  listeners_[next_token_] = std::move(listener);
  return next_token_++;
}

void SqlStore::remove_listener(std::uint64_t token) {
  base::MutexLock lock(listeners_mutex_);
  listeners_.erase(token);
}

Result<std::unique_ptr<Connection>> SqlStore::take_reader() {
  {
    base::MutexLock lock(readers_mutex_);
    while (readers_out_ >= options_.readers) reader_free_.wait(readers_mutex_);
    ++readers_out_;
    if (!idle_readers_.empty()) {
      auto reader = std::move(idle_readers_.back());
      idle_readers_.pop_back();
      return reader;
    }
  }
  auto opened = driver_->connect(Role::kReader);
  if (!opened) give_reader(nullptr);
  return opened;
}

void SqlStore::give_reader(std::unique_ptr<Connection> reader) {
  base::MutexLock lock(readers_mutex_);
  --readers_out_;
  if (reader && !reader->lost()) idle_readers_.push_back(std::move(reader));
  reader_free_.notify_one();
}

Result<void> SqlStore::read(const std::function<Result<void>(ReadTx&)>& body) {
  if (inside_transaction) return nested();
  for (int attempt = 0;; ++attempt) {
    TRY_ASSIGN(auto reader, take_reader());
    Result<void> result = reader->begin();
    if (result) {
      const Inside inside;
      ConnectionTx tx(*reader, driver_->dialect());
      result = body(tx);
    }
    if (reader->in_transaction()) (void)reader->execute("ROLLBACK", {});
    const bool lost = reader->lost();
    give_reader(std::move(reader));
    if (!lost || attempt > 0) return result;  // once more on a new connection
  }
}

}  // namespace millrace::store
