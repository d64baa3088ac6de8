// Runs: one start of a workload, with its frozen specification, its instances and its faults. Made
// and changed by the server only.
#pragma once
#include "protocol/run_spec.h"
#include "resource/fault.h"
#include "resource/object.h"
#include "resource/run_state.h"
#include "resource/workload.h"

namespace millrace::resource {

struct RunInstance {
  std::int64_t index = 0;
  std::string role;
  std::string node;                // id; empty while not placed
  std::string node_name;
  std::vector<std::int64_t> cards; // indexes on the node
  RunState state = RunState::kQueued;
  std::optional<protocol::ExitRecord> exit;
  std::optional<base::Time> started_at, ended_at;
};

// One fault of a run, with how long each step took (the event log has the same).
struct RunFault {
  FaultKind kind = FaultKind::kProcess;
  std::string reason;              // as state_reason
  std::int64_t attempt = 1, instance = 0;
  base::Time happened_at{};
  double detection_s = 0, handling_s = 0, recovery_s = 0;
};

enum class DesiredState { kRun, kStop };

struct Run : Object {  // name: "<workload name>-<number>"
  std::string workload_kind, workload, workload_name;
  std::int64_t number = 1;         // of the workload's runs
  std::string cluster;
  int priority = 5;
  std::int64_t stop_grace_s = 30;
  json::Value spec;                // protocol::RunSpec, frozen
  FaultTolerance fault_tolerance;

  DesiredState desired = DesiredState::kRun;
  RunState state = RunState::kPreparing;
  std::string state_reason, state_message;
  std::int64_t attempt = 0;        // 0: none yet
  std::vector<RunInstance> instances;
  std::vector<RunFault> faults;
  std::map<std::string, std::int64_t> restarts;  // by FaultKind word
  std::int64_t first_failed_instance = -1;
  std::string resume_from;
  std::string resume_run;          // id of the earlier run that it is from; empty: of this one
  std::optional<base::Time> queued_at, starting_at, started_at, ended_at;
  json::Value progress;
  json::Value frozen;              // what names became: {code_package:{id,sha256},…}
  bool active = true;              // not ended: what the controllers load
  static const Kind& kind();
};

}  // namespace millrace::resource

namespace millrace::describe {
template <>
struct EnumWords<resource::DesiredState> {
  static constexpr std::string_view kWords[] = {"run", "stop"};
};
template <> struct Described<resource::RunInstance> { static const Table& get(); };
template <> struct Described<resource::RunFault> { static const Table& get(); };
}  // namespace millrace::describe
