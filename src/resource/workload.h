// What every workload has in common (training jobs now; services, fine-tunes, … later): where it
// runs, how large, how it is restarted, and what its current run is doing.
#pragma once
#include "protocol/run_spec.h"
#include "resource/object.h"
#include "resource/run_state.h"

namespace millrace::resource {

enum class RestartPolicy { kGang, kSinglePod };
enum class FaultStrategy { kReschedule, kGraceful };

struct FaultTolerance {
  bool enabled = false;
  int max_restarts = 3;  // of each kind of fault
  RestartPolicy restart_policy = RestartPolicy::kGang;
  FaultStrategy strategy = FaultStrategy::kReschedule;
};

struct StorageMount {
  std::string storage;     // id or name of a registered storage
  std::string path;        // below it; empty: all of it
  std::string mount_path;  // absolute, under /work/mount
  bool read_only = true;
};

struct Workload : Object {
  std::string description;
  std::string cluster;                // id; empty: the default one
  std::optional<std::string> quota;   // null: the cluster's free resources, first in first out
  std::string flavor;                 // id
  std::vector<protocol::EnvironmentVariable> env;
  int priority = 5;                   // 1 (least) … 9
  bool start = false;                 // write-only: start after creation
  std::string source;  // where it was made from: "training_job", "code_package", "copy"

  RunState state = RunState::kIdle;
  std::string state_reason;
  std::string state_message;
  std::string current_run;            // id
  std::string flavor_name;
  std::int64_t run_count = 0;
  std::optional<base::Time> started_at, ended_at;
  std::int64_t duration_ms = 0;       // of the current run, from running to the end
  bool restart_pending = false;       // a new run begins when the current one has ended
  std::string restart_by;             // id of the user who asked for that
  json::Value progress;               // {step,total_steps,loss,eta_s,…} as last reported
};


}  // namespace millrace::resource

namespace millrace::describe {
template <>
struct EnumWords<resource::RestartPolicy> {
  static constexpr std::string_view kWords[] = {"gang", "single_pod"};
};
template <>
struct EnumWords<resource::FaultStrategy> {
  static constexpr std::string_view kWords[] = {"reschedule", "graceful"};
};
template <> struct Described<resource::FaultTolerance> { static const Table& get(); };
template <> struct Described<resource::StorageMount> { static const Table& get(); };
}  // namespace millrace::describe
