// The thread that follows what runs report: progress into the rows of run and workload, curves into
// the scalars file. A run is looked at every two seconds, and once more after its end,
// however short it was.
#pragma once
#include <set>

#include "base/thread.h"
#include "control/run_feeds.h"
#include "control/run_records.h"
#include "control/wake.h"
#include "store/store.h"

namespace millrace::control {

class ProgressController {
 public:
  ProgressController(store::Store& store, runtime::Runtime& runtime, metrics::ScalarsStore& scalars,
                     Clock& clock)
      : store_(store), clock_(clock), feeds_(runtime, scalars), records_(store, runtime) {}
  ~ProgressController() { stop(); }
  void start();
  void stop();
  void turn();  // one look at all of them; the thread does nothing else

 private:
  Result<std::vector<resource::Run>> to_look_at();
  void look_at(const resource::Run& run);

  store::Store& store_;
  Clock& clock_;
  RunFeeds feeds_;
  RunRecords records_;
  std::set<std::string> followed_;  // seen active at the last look
  std::string newest_;              // id of the newest ended run that was seen
  enum class Start { kFirst, kLater } start_ = Start::kFirst;
  Wake wake_;
  base::Thread thread_;
};

}  // namespace millrace::control
