// The thread that begins the runs that restarts ask for, as soon as the runs before them have
// ended.
#pragma once
#include "base/thread.h"
#include "control/wake.h"
#include "domain/run_ops.h"
#include "store/store.h"

namespace millrace::control {

class Restarts {
 public:
  Restarts(store::Store& store, domain::ContentPlaces places)
      : store_(store), places_(std::move(places)) {}
  ~Restarts() { stop(); }
  void start();
  void stop();
  void turn();  // one look; the thread does nothing else

 private:
  struct Due {
    const resource::Kind* kind;
    std::string id;
  };
  Result<std::vector<Due>> due();
  void carry_out(const Due& one);

  store::Store& store_;
  const domain::ContentPlaces places_;
  Wake wake_;
  std::uint64_t listener_ = 0;
  base::Thread thread_;
};

}  // namespace millrace::control
