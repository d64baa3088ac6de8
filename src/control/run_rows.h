// The rows that the run controller works on, behind a seam: the store in the program, memory in the
// simulations. Used by one thread at a time.
#pragma once
#include <vector>

#include "control/run_machine.h"

namespace millrace::control {

class RunRows {
 public:
  virtual ~RunRows() = default;

  struct Loaded {
    std::vector<resource::Run> runs{};  // those that have not ended
    std::vector<resource::Node> nodes{};
  };
  virtual Result<Loaded> load() = 0;

  // Writes step.next, its state change, its events and its ledger rows, and the cordons, all or
  // nothing. kConflict when the row is no longer at `before.revision`. Returns the row as it is
  // now.
  virtual Result<resource::Run> apply(const resource::Run& before, const Step& step) = 0;

  virtual Result<void> set_card_fault(const std::string& node, std::int64_t card,
                                      resource::FaultLevel level) = 0;
};

}  // namespace millrace::control
