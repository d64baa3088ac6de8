#include "resource/fault.h"

namespace millrace::resource {

// The manual's table, with one deviation (product.md): an L4 fault waits for the end of the job,
// then resets.
FaultResponse response_to(FaultLevel level, FaultStrategy strategy) {
  using A = FaultAction;
  using After = FaultResponse::AfterJob;
  const bool graceful = strategy == FaultStrategy::kGraceful;
  switch (level) {
    case FaultLevel::kNone:
    case FaultLevel::kL1: return {};
    case FaultLevel::kL2:
    case FaultLevel::kL3: return {graceful ? A::kRestartProcess : A::kIsolate, After::kNothing};
    case FaultLevel::kL4: return {A::kNothing, After::kResetCard};
    case FaultLevel::kL5: return {graceful ? A::kResetAndRestart : A::kIsolate, After::kNothing};
    case FaultLevel::kL6: return {A::kIsolate, After::kNothing};
  }
  return {};
}

}  // namespace millrace::resource
