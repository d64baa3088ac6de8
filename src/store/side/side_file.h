// A SQLite file of its own beside the object store, for what is many, cheap and may be lost:
// samples and scalars. Commits survive the death of the program; a power cut may take the last ones
// (synchronous=NORMAL). A file that turns out broken is set aside as <path>.broken with a warning
// and an empty one begun: nothing in here ever stops the server. Thread-safe: one writer, several
// readers.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "store/connection.h"

namespace millrace::store {

class SideFile {
 public:
  // `scripts`: the schema as numbered steps, oldest first; a released step is never edited.
  SideFile(std::string path, std::span<const std::string_view> scripts, base::Clock& clock);

  // One transaction; an error undoes all of it. While the file cannot be opened: kUnavailable, and
  // another try after half a minute.
  Result<void> write(const std::function<Result<void>(Connection&)>& body);
  Result<void> read(const std::function<Result<void>(Connection&)>& body);  // one snapshot
  const std::string& path() const { return path_; }

 private:
  Result<void> open() REQUIRES(writer_mutex_);
  Result<void> prepare(Connection& connection);
  void set_aside(const Error& why) REQUIRES(writer_mutex_);
  Result<void> look(Error error, std::uint64_t generation);
  std::uint64_t generation();
  Result<std::unique_ptr<Connection>> take_reader(std::uint64_t& generation);
  void give_back(std::unique_ptr<Connection> reader, std::uint64_t generation);

  const std::string path_;
  const std::span<const std::string_view> scripts_;
  base::Clock& clock_;

  base::Mutex writer_mutex_;
  std::unique_ptr<Connection> writer_ GUARDED_BY(writer_mutex_);
  base::Duration retry_at_ GUARDED_BY(writer_mutex_){0};

  base::Mutex readers_mutex_;  // may be taken while the writer's is held, not the other way round
  std::vector<std::unique_ptr<Connection>> readers_ GUARDED_BY(readers_mutex_);
  std::uint64_t generation_ GUARDED_BY(readers_mutex_) = 0;  // changes with each new file
};

}  // namespace millrace::store
