// The thread that lets go of what nobody needs any more: folders, metrics and scalars of deleted
// runs, uploads that were never finished, rows deleted long ago; and cuts the ledger at the hours.
#pragma once
#include <functional>

#include "base/thread.h"
#include "control/wake.h"
#include "metrics/scalars_store.h"
#include "metrics/series_store.h"
#include "runtime/runtime.h"
#include "store/store.h"

namespace millrace::control {

class Retention {
 public:
  struct Parts {
    store::Store& store;
    runtime::Runtime& runtime;
    metrics::ScalarsStore& scalars;
    metrics::TimeSeriesStore& series;
    Clock& clock;
    // The ledger's hours are not cut before the ends of runs that ended meanwhile are booked.
    std::function<bool()> runs_settled;
    // Drops the bytes of an upload. Without it uploads are not looked at.
    std::function<Result<void>(const std::string& id)> remove_upload{};
  };
  explicit Retention(Parts parts) : parts_(std::move(parts)) {}
  ~Retention() { stop(); }
  void start();
  void stop();
  void turn();

 private:
  void cut_hours();
  void forget_deleted();
  void expire_uploads();
  void purge_rows();

  Parts parts_;
  std::int64_t cut_hour_ = -1;
  std::int64_t purged_hour_ = -1;
  Wake wake_;
  base::Thread thread_;
};

}  // namespace millrace::control
