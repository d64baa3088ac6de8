// What has to be done now and then: times of last use, refusals of ended minutes, what has outlived
// its keeping. One thread, which it owns.
#pragma once
#include "auth/sessions.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "base/thread.h"
#include "server/pruning.h"
#include "store/refusals.h"
#include "store/store.h"

namespace millrace::server {

class Upkeep {
 public:
  Upkeep(store::Store& store, store::Refusals& refusals, auth::Sessions& sessions,
         base::Clock& clock, Keep keep);
  ~Upkeep();

 private:
  void loop();
  void frequent();  // every few seconds
  void hourly();

  store::Store& store_;
  store::Refusals& refusals_;
  auth::Sessions& sessions_;
  base::Clock& clock_;
  const Keep keep_;
  base::Mutex mutex_;
  base::CondVar stop_;
  bool stopping_ GUARDED_BY(mutex_) = false;
  base::Thread thread_;
};

}  // namespace millrace::server
