// The thread that turns the run loop: at once when something was committed, every few milliseconds
// while runs are changing, seldom when nothing is going on. After a restart of the server nothing
// special is done: it observes what goes on and takes it from there.
#pragma once
#include <atomic>

#include "base/thread.h"
#include "control/run_loop.h"
#include "control/staging_progress.h"
#include "control/store_rows.h"
#include "control/wake.h"

namespace millrace::control {

class RunController {
 public:
  RunController(store::Store& store, runtime::Runtime& runtime, Clock& clock, ResetCard reset_card,
                RunLoopOptions options = {});
  ~RunController() { stop(); }
  void start();
  void stop();  // runs go on without it
  void wake() { wake_.wake(); }
  // Has the first turn after the start been made? Before it the ledger's hours must not be cut.
  bool settled() const { return settled_; }

 private:
  void run();
  base::Duration pause_after(RunLoop::Next next);

  store::Store& store_;
  Clock& clock_;
  StoreRows rows_;
  RunLoop loop_;
  StagingProgress staging_;
  Wake wake_;
  std::atomic<bool> settled_ = false;
  base::Duration last_news_{0};
  std::uint64_t listener_ = 0;
  base::Thread thread_;
};

}  // namespace millrace::control
