// Reading requirements.txt of a code package's folder, which may lie on a storage that users write
// and that may not answer: no link is followed, and nobody waits longer than a moment for it (the
// start of a run asks inside the store's write transaction). Thread-safe.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/thread.h"

namespace millrace::server {

// "" when there is none.
Result<std::string> read_requirements(const std::string& folder);

class Requirements {
 public:
  using Read = std::function<Result<std::string>(const std::string& folder)>;
  explicit Requirements(Clock& clock, Read read = read_requirements,
                        base::Duration at_most = std::chrono::seconds(1))
      : clock_(clock), read_(std::move(read)), at_most_(at_most) {}
  // kUnavailable where the folder does not answer; at once while an earlier call waits for it.
  Result<std::string> in(const std::string& folder);

 private:
  struct Reading {
    bool done = false;
    Result<std::string> text{std::string()};
    base::Thread thread{};
  };
  Clock& clock_;
  const Read read_;
  const base::Duration at_most_;
  base::Mutex mutex_;
  base::CondVar changed_;
  std::map<std::string, std::shared_ptr<Reading>> readings_ GUARDED_BY(mutex_);
};

}  // namespace millrace::server
