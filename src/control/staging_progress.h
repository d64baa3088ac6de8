// What runs wait for before they start: data that are brought to their node become the run's
// progress and two of its events. Used by one thread.
#pragma once
#include <map>

#include "runtime/runtime.h"
#include "store/store.h"

namespace millrace::control {

class StagingProgress {
 public:
  StagingProgress(store::Store& store, runtime::Runtime& runtime, Clock& clock)
      : store_(store), runtime_(runtime), clock_(clock) {}
  void turn();

 private:
  store::Store& store_;
  runtime::Runtime& runtime_;
  Clock& clock_;
  std::map<runtime::AttemptKey, base::Duration> told_{};  // of what is under way: when it was told
};

}  // namespace millrace::control
