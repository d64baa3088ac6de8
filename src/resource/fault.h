// Kinds of faults and what follows from each: the manual's table of card fault levels, and
// restarts. Pure functions.
#pragma once
#include "resource/machines.h"
#include "resource/workload.h"

namespace millrace::resource {

// What a restart is counted under: max_restarts holds for each of these by itself.
enum class FaultKind { kProcess, kOutOfMemory, kNodeLost, kCard, kStart };

// What is done about a card fault of a level.
enum class FaultAction {
  kNothing,          // L1; and L4 while the job runs
  kRestartProcess,   // in place, same cards
  kResetAndRestart,  // reset the card at once, then in place
  kIsolate,          // take the card out of use, restart elsewhere
};
struct FaultResponse {
  FaultAction action = FaultAction::kNothing;
  // L4: the card is reset when the job that uses it has ended.
  enum class AfterJob { kNothing, kResetCard } after_job = AfterJob::kNothing;
};
FaultResponse response_to(FaultLevel level, FaultStrategy strategy);

}  // namespace millrace::resource

namespace millrace::describe {
template <>
struct EnumWords<resource::FaultKind> {
  static constexpr std::string_view kWords[] = {"process", "out_of_memory", "node_lost", "card",
                                                "start"};
};
}  // namespace millrace::describe
