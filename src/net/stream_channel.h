// A bounded pipe from any thread into a streamed response: producers push, the connection pulls.
// Thread-safe. A producer that meets kFull decides itself: wait, drop, or finish the stream.
#pragma once
#include <deque>
#include <string>

#include "base/mutex.h"
#include "net/http.h"

namespace millrace::net {

class StreamChannel {
 public:
  enum class Pushed { kTaken, kFull, kGone };
  explicit StreamChannel(std::size_t max_bytes) : max_bytes_(max_bytes) {}
  // Taken whole when anything is free, so a piece may be larger than what is left.
  Pushed push(std::string piece);
  void finish();  // what was pushed still goes out
  // The client is gone or was cut, or finish() was called: nobody pulls any more.
  bool gone() const;

  // For channel_source().
  void start(StreamSource::Waker waker);
  Pulled pull(std::size_t max_bytes);
  void detach();  // nobody pulls any more: what waits is dropped

 private:
  const std::size_t max_bytes_;
  mutable base::Mutex mutex_;
  std::deque<std::string> pieces_ GUARDED_BY(mutex_);
  std::size_t bytes_ GUARDED_BY(mutex_) = 0;
  bool finished_ GUARDED_BY(mutex_) = false;
  StreamSource::Waker waker_ GUARDED_BY(mutex_);
};

// What a handler returns for a channel: when the connection drops it, the channel learns that it is
// gone although producers still hold it.
std::shared_ptr<StreamSource> channel_source(std::shared_ptr<StreamChannel> channel);

}  // namespace millrace::net
