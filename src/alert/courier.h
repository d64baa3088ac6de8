// From the outbox to the receivers. Each message is tried until it is taken or given up, with
// growing pauses; one alert's messages go one after the other, so that a dead receiver holds up
// only its own. Thread-safe: several threads may deliver at once.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "alert/transport.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "base/rng.h"
#include "resource/assets.h"
#include "store/alert_outbox.h"
#include "store/store.h"

namespace millrace::alert {

struct CourierOptions {
  int max_attempts = 12;
  base::Duration first_pause{10'000};
  base::Duration longest_pause{3'600'000};
};

// After `attempts` failed ones: doubling, capped, between half and all of it so that many do not
// come back at once.
base::Duration pause_after(std::int64_t attempts, const CourierOptions& options, Rng& rng);

class Courier {
 public:
  Courier(store::Store& store, Transport& transport, base::Clock& clock, Rng& rng,
          CourierOptions options = {});

  enum class Did { kNothing, kTried };
  // Tries one message that is due. Errors are of the store; a receiver's are kept with the message.
  Result<Did> deliver_one();
  // How long until something will be due that nobody is at; nullopt: nothing waits.
  Result<std::optional<base::Duration>> until_next();

 private:
  Result<std::optional<store::AlertDelivery>> claim();
  void release(const std::string& alert);
  Result<void> send(const store::AlertDelivery& delivery, const resource::Alert& alert);
  Result<void> settle(const store::AlertDelivery& delivery, const Result<void>& sent);

  store::Store& store_;
  Transport& transport_;
  base::Clock& clock_;
  Rng& rng_;
  const CourierOptions options_;
  base::Mutex mutex_;
  std::vector<std::string> claimed_ GUARDED_BY(mutex_);  // alerts that somebody is at
};

}  // namespace millrace::alert
