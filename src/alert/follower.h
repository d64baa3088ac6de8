// From the event log to the outbox: each event that somebody wants to hear of becomes one delivery
// per alert and channel, in the transaction that moves the position. Used by one thread.
#pragma once
#include <optional>

#include "alert/notice.h"
#include "store/store.h"

namespace millrace::alert {

// Beyond so many waiting messages an alert gets no more.
inline constexpr std::int64_t kMaxWaiting = 1'000;

class Follower {
 public:
  explicit Follower(store::Store& store, std::string public_url = {})
      : store_(store), public_url_(std::move(public_url)) {}

  enum class Next {
    kAtOnce,    // there may be more to read
    kCaughtUp,  // wait for a commit
  };
  struct Step {
    Next next = Next::kCaughtUp;
    std::size_t alarming = 0;  // events for which there may be something in the outbox now
  };
  // The first step of an installation begins at the end of the log: what was before is nobody's
  // alarm.
  Result<Step> step();

 private:
  Result<void> begin();
  struct Batch {
    std::vector<store::Event> alarming;
    std::int64_t end = 0;
    Next next = Next::kCaughtUp;
  };
  Result<Batch> read_batch();

  store::Store& store_;
  std::string public_url_;
  std::optional<std::int64_t>
      position_;  // may be ahead of the kept one while nothing alarming came
  std::int64_t kept_ = 0;
};

}  // namespace millrace::alert
