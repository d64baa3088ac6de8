// Refusals on their way into the audit log: the first of its kind is written at once, identical
// ones of the same minute are counted and written as one row when the minute is over. Thread-safe,
// bounded.
#pragma once
#include <map>
#include <string>

#include "base/clock.h"
#include "base/mutex.h"
#include "store/audit_log.h"
#include "store/store.h"

namespace millrace::store {

class Refusals {
 public:
  Refusals(Store& store, base::Clock& clock) : store_(store), clock_(clock) {}

  // `record` tells who, from where, what and on which object; its outcome and times are set here.
  // An actor that is refused on very many objects within a minute is counted under one row without
  // an object.
  Result<void> record(AuditRecord record) EXCLUDES(mutex_);

  enum class Which { kEndedMinutes, kAll };
  // Called every few seconds, and with kAll before the program ends.
  Result<void> flush(Which which) EXCLUDES(mutex_);

 private:
  struct Counted {
    AuditRecord record;
    std::int64_t minute = 0;
    std::int64_t more = 0;  // beyond the one that was written
  };
  struct PerActor {
    std::int64_t minute = 0;
    int kinds = 0;  // rows begun in this minute
  };
  Store& store_;
  base::Clock& clock_;
  base::Mutex mutex_;
  std::map<std::string, Counted> counted_ GUARDED_BY(mutex_);
  std::map<std::string, PerActor> actors_ GUARDED_BY(mutex_);
};

}  // namespace millrace::store
