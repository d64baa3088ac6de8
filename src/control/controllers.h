// All controllers of a server, made and ended together.
#pragma once
#include "control/node_controller.h"
#include "control/progress_controller.h"
#include "control/restarts.h"
#include "control/retention.h"
#include "control/run_controller.h"
#include "control/run_results.h"

namespace millrace::control {

class Controllers {
 public:
  struct Parts {
    store::Store& store;
    runtime::Runtime& runtime;
    metrics::CardProbe& cards;
    metrics::ScalarsStore& scalars;
    metrics::TimeSeriesStore& series;
    Clock& clock;
    domain::ContentPlaces places;  // for runs that begin again
    rows::Library& library;        // where rows go that runs made
    io::FileSystem& files;
    NodeOptions node{};
    RunLoopOptions runs{};
    std::function<Result<void>(const std::string& id)> remove_upload{};  // its bytes
  };
  explicit Controllers(Parts parts);
  // The machine is registered when it returns; the rest goes on in threads. Ends with this object:
  // what runs, runs on.
  Result<void> start();
  void stop();
  void wake() { runs_.wake(); }

 private:
  NodeController nodes_;
  RunResults results_;
  RunController runs_;
  Restarts restarts_;
  ProgressController progress_;
  Retention retention_;
};

}  // namespace millrace::control
