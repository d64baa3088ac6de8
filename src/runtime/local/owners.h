// Which number (uid and gid) owns what a user or workspace writes: given out once, in order, from a
// configured range, and kept in a file. Thread-safe.
#pragma once
#include <map>
#include <string>

#include "base/mutex.h"
#include "io/file_system.h"

namespace millrace::runtime {

class Owners {
 public:
  // Numbers first..last.
  Owners(io::FileSystem& fs, std::string file, std::int64_t first, std::int64_t last)
      : fs_(fs), file_(std::move(file)), first_(first), last_(last) {}
  // Of "user:ID" or "workspace:ID"; kExhausted when the range is used up.
  Result<std::int64_t> number_of(const std::string& whose);

 private:
  Result<void> load() REQUIRES(mutex_);
  Result<void> save() REQUIRES(mutex_);

  io::FileSystem& fs_;
  const std::string file_;
  const std::int64_t first_, last_;
  base::Mutex mutex_;
  bool loaded_ GUARDED_BY(mutex_) = false;
  std::map<std::string, std::int64_t> numbers_ GUARDED_BY(mutex_);
};

}  // namespace millrace::runtime
