#include "store/side/side_file.h"

#include <fmt/core.h>

#include "base/log.h"
#include "io/file_system.h"
#include "store/sqlite/sqlite_connection.h"

namespace millrace::store {
namespace {

constexpr base::Duration kRetry{30'000};
constexpr std::size_t kIdleReaders = 4;

Result<std::int64_t> user_version(Connection& connection) {
  std::int64_t version = 0;
  TRY(connection.query("PRAGMA user_version", {}, [&](const Row& row) -> Result<void> {
    version = row.integer(0);
    return {};
  }));
  return version;
}

// Runs the body between BEGIN and COMMIT.
Result<void> transact(Connection& connection,
                      const std::function<Result<void>(Connection&)>& body) {
  TRY(connection.begin());
  Result<void> done = body(connection);
  if (done) done = connection.script("COMMIT");
  if (!done && connection.in_transaction()) {
    if (const auto undone = connection.script("ROLLBACK"); !undone)
      return std::move(done).error().note(undone.error().message);
  }
  return done;
}

}  // namespace

SideFile::SideFile(std::string path, std::span<const std::string_view> scripts, base::Clock& clock)
    : path_(std::move(path)), scripts_(scripts), clock_(clock) {}

Result<void> SideFile::prepare(Connection& connection) {
  TRY(connection.script("PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=16777216"));
  TRY_ASSIGN(const std::int64_t version, user_version(connection));
  if (version > static_cast<std::int64_t>(scripts_.size()))
    return fail(ErrorCode::kUnavailable,
                fmt::format("{} was written by a newer program: upgrade, or move it away", path_));
  if (version == static_cast<std::int64_t>(scripts_.size())) return {};
  return transact(connection, [&](Connection& c) -> Result<void> {
    for (auto i = static_cast<std::size_t>(version); i < scripts_.size(); ++i)
      TRY(c.script(std::string(scripts_[i])));
    return c.script(fmt::format("PRAGMA user_version={}", scripts_.size()));
  });
}

Result<void> SideFile::open() {
  if (writer_) return {};
  if (clock_.monotonic() < retry_at_)
    return fail(ErrorCode::kUnavailable,
                fmt::format("{} could not be opened; tried again soon", path_));
  for (int attempt = 0;; ++attempt) {
    auto opened = SqliteConnection::open(path_, Role::kWriter);
    Result<void> ready = opened ? prepare(**opened) : Result<void>(opened.error());
    if (ready) {
      writer_ = std::move(*opened);
      return {};
    }
    if (ready.error().code != ErrorCode::kCorrupt || attempt > 0) {
      retry_at_ = clock_.monotonic() + kRetry;
      return ready;
    }
    opened = fail(ErrorCode::kCorrupt, "closed");  // closes the file before it is moved
    set_aside(ready.error());
  }
}

void SideFile::set_aside(const Error& why) {
  base::log(base::LogLevel::kWarning, "store", "a broken file is set aside, an empty one begun",
            {{"file", path_}, {"kept_as", path_ + ".broken"}, {"why", why.to_string()}});
  writer_.reset();
  {
    base::MutexLock lock(readers_mutex_);
    readers_.clear();
    ++generation_;
  }
  io::FileSystem& fs = io::system_files();
  for (const char* part : {"", "-wal", "-shm"}) {
    if (!io::exists(fs, path_ + part)) continue;
    const auto moved = fs.rename(path_ + part, path_ + ".broken" + part);
    if (!moved) base::log(base::LogLevel::kWarning, "store", moved.error().to_string());
  }
}

// Every error passes here: one that says the file is broken begins a new one.
Result<void> SideFile::look(Error error, std::uint64_t generation) {
  if (error.code != ErrorCode::kCorrupt) return error;
  base::MutexLock lock(writer_mutex_);
  if (generation == this->generation()) set_aside(error);  // else another thread has done so
  return fail(ErrorCode::kUnavailable,
              fmt::format("{} was broken and has been begun anew; try again", path_));
}

std::uint64_t SideFile::generation() {
  base::MutexLock lock(readers_mutex_);
  return generation_;
}

Result<void> SideFile::write(const std::function<Result<void>(Connection&)>& body) {
  Result<void> done;
  std::uint64_t generation = 0;
  {
    base::MutexLock lock(writer_mutex_);
    TRY(open());
    generation = this->generation();
    done = transact(*writer_, body);
  }
  return done ? done : look(std::move(done).error(), generation);
}

Result<std::unique_ptr<Connection>> SideFile::take_reader(std::uint64_t& generation) {
  {
    base::MutexLock lock(readers_mutex_);
    generation = generation_;
    if (!readers_.empty()) {
      auto reader = std::move(readers_.back());
      readers_.pop_back();
      return reader;
    }
  }
  {
    base::MutexLock lock(writer_mutex_);  // the writer makes the file and its tables
    TRY(open());
  }
  return SqliteConnection::open(path_, Role::kReader);
}

void SideFile::give_back(std::unique_ptr<Connection> reader, std::uint64_t generation) {
  base::MutexLock lock(readers_mutex_);
  if (generation == generation_ && readers_.size() < kIdleReaders)
    readers_.push_back(std::move(reader));
}

Result<void> SideFile::read(const std::function<Result<void>(Connection&)>& body) {
  std::uint64_t generation = 0;
  auto reader = take_reader(generation);
  if (!reader) return look(std::move(reader).error(), generation);
  Result<void> done = transact(**reader, body);
  if (!done) return look(std::move(done).error(), generation);
  give_back(std::move(*reader), generation);
  return done;
}

}  // namespace millrace::store
