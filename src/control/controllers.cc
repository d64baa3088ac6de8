#include "control/controllers.h"

namespace millrace::control {
namespace {

// No runtime there is can reset a card of its own accord: it stays out of use until an operator
// acts.
Result<void> cannot_reset(const std::string&, std::int64_t) {
  return fail(ErrorCode::kUnavailable, "cards of this node cannot be reset from here");
}

RunLoopOptions with_results(RunLoopOptions options, RunResults& results) {
  options.take_results = [&results](const resource::Run& run) { return results.of(run); };
  return options;
}

}  // namespace

Controllers::Controllers(Parts p)
    : nodes_(p.store, p.runtime, p.cards, p.node),
      results_(p.runtime, p.library, p.files, [this] { runs_.wake(); }),
      runs_(p.store, p.runtime, p.clock, cannot_reset, with_results(p.runs, results_)),
      restarts_(p.store, p.places),
      progress_(p.store, p.runtime, p.scalars, p.clock),
      retention_({p.store, p.runtime, p.scalars, p.series, p.clock,
                  [this] { return runs_.settled(); }, p.remove_upload}) {}

Result<void> Controllers::start() {
  TRY(nodes_.start());
  runs_.start();
  restarts_.start();
  progress_.start();
  retention_.start();
  return {};
}

void Controllers::stop() {
  retention_.stop();
  progress_.stop();
  restarts_.stop();
  runs_.stop();
  results_.stop();
  nodes_.stop();
}

}  // namespace millrace::control
