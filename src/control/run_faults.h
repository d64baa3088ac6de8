// What goes wrong with a run, and what follows from it. Pure functions; part of the run machine.
#pragma once
#include "control/run_machine.h"

namespace millrace::control {

struct Fault {
  resource::RunFault record{};
  resource::Reason reason{};
  std::string message{};    // the reason in words
  std::string lost_node{};  // to be cordoned; "" for none
};

// The first instance that failed, else a card fault that the run must not ignore, else a start that
// takes too long; nullopt when all is well.
std::optional<Fault> find_fault(const resource::Run& run, const Surroundings& around,
                                const RunMachineOptions& options);

// Faults that would come again are not answered by a restart.
bool may_restart(resource::ReasonCode code);

// Seconds from what the fault's record has so far until now.
double seconds_since(const resource::RunFault& fault, base::Time now);

// May the next attempt take the same cards (graceful fault tolerance)?
struct InPlace {
  enum class Verdict { kNo, kNow, kAfterReset } verdict = Verdict::kNo;
  std::vector<CardReset> resets{};
};
InPlace restart_in_place(const resource::Run& run, const Surroundings& around);

}  // namespace millrace::control
