// Every ten seconds, or as often as it is told: what the running attempts use, and what their cards
// do, into the time series. One thread of its own; start() and stop() by the owner, scrape() is one
// round for tests. A round that fails is logged and forgotten: counters make the next one whole.
#pragma once
#include <functional>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/thread.h"
#include "metrics/card_probe.h"
#include "metrics/series_store.h"
#include "runtime/runtime.h"

namespace millrace::metrics {

struct SampleTarget {
  runtime::AttemptKey key{};
  std::int64_t started_at_ms = 0;  // of the attempt; 0: not known
  struct Instance {
    std::int64_t index = 0;
    std::int64_t cpu_millis = 0;
    std::int64_t memory_bytes = 0;      // 0: not limited
    std::vector<std::int64_t> cards{};  // indexes on the node
  };
  std::vector<Instance> instances{};
};

class Sampler {
 public:
  struct Parts {
    TimeSeriesStore& store;
    runtime::Runtime& runtime;
    CardProbe& cards;
    base::Clock& clock;
    // What runs now; called on the sampler's thread.
    std::function<std::vector<SampleTarget>()> targets;
  };
  explicit Sampler(Parts parts, base::Duration every = base::Duration(10'000));
  ~Sampler() { stop(); }

  void start();
  void stop();    // waits for a round under way
  void scrape();  // samples, and once a minute the store's upkeep

 private:
  void run();
  void add_attempt(const SampleTarget& target, const std::vector<CardReading>& cards,
                   std::vector<Sample>& out);

  Parts parts_;
  const base::Duration every_;
  base::Duration maintained_at_{-60'000};
  base::Duration complained_at_{-60'000};

  base::Mutex mutex_;
  base::CondVar wake_;
  enum class State { kIdle, kRunning, kStopping } state_ GUARDED_BY(mutex_) = State::kIdle;
  base::Thread thread_;
};

}  // namespace millrace::metrics
