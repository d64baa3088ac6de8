// One turn of the run controller: observe, load, step every run, place those that wait, apply, act.
// All that must survive is in the rows, and intent is written before the runtime is asked, so the
// loop may be destroyed at any point and a new one goes on. Used by one thread.
#pragma once
#include <functional>
#include <set>

#include "base/clock.h"
#include "control/run_rows.h"

namespace millrace::control {

// Brings a faulty card back; an error isolates it.
using ResetCard = std::function<Result<void>(const std::string& node, std::int64_t card)>;

// What a run that ended well leaves to be kept; nullopt: it is being moved to its place.
using TakeResults = std::function<Result<std::optional<json::Value>>(const resource::Run&)>;

struct RunLoopOptions {
  RunMachineOptions machine{};
  sched::Policy policy = sched::Policy::kStrictFifo;
  TakeResults take_results{};  // none: nothing is kept but the output itself
};

class RunLoop {
 public:
  RunLoop(RunRows& rows, runtime::Runtime& runtime, Clock& clock, ResetCard reset_card,
          RunLoopOptions options = {});

  enum class Next {
    kAtOnce,    // something changed, and more may follow from it
    kWatching,  // something is on nodes: look again soon
    kIdle,      // nothing is to be expected unless somebody asks
  };
  Next turn();

 private:
  using Loaded = RunRows::Loaded;
  void look();
  void step_runs(Loaded& loaded, const Surroundings& around);
  void place_waiting(Loaded& loaded, const Surroundings& around);
  void stop_strays(const Loaded& loaded);
  void reset_free_cards(const Loaded& loaded);
  bool apply(resource::Run& run, Step step);
  void act(resource::Run& run, Step::Act act);
  void reset(const std::string& node, std::int64_t card);
  RunView view_of(const resource::Run& run) const;
  void find_checkpoint(Step& step);
  void ask_engine(Step& step);
  enum class Taken { kAll, kNotYet };
  Taken take_results(Step& step);

  RunRows& rows_;
  runtime::Runtime& runtime_;
  Clock& clock_;
  const ResetCard reset_card_;
  const RunLoopOptions options_;
  runtime::Observation seen_{};
  std::set<runtime::AttemptKey> stopped_{};  // ensure_gone was accepted for these
  Next next_ = Next::kIdle;
};

// As the scheduler and the machine see the nodes.
std::vector<sched::NodeView> node_views(const std::vector<resource::Node>& nodes);
Surroundings surroundings(const std::vector<resource::Node>& nodes, base::Time now);

}  // namespace millrace::control
