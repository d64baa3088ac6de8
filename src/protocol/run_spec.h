// The run specification: what the control plane asks of a runtime, and what the shim reads. Names
// in it are resolved: ids, hashes and absolute places, frozen when the run is requested. Values.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "describe/describe.h"

namespace millrace::protocol {

struct EnvironmentVariable {
  std::string name{};
  std::string value{};
};

// What one instance may use. Cards are whole.
struct Resources {
  std::int64_t cpu_millis = 1000;  // thousandths of a core
  std::int64_t memory_bytes = 0;   // 0: not limited
  std::int64_t pids = 0;         // 0: as many as the node allows
  std::string card_model{};          // empty: none wanted
  std::int64_t cards = 0;
};

enum class MountAccess {
  kReadOnly,
  kReadWrite,
  kRunCopy,  // a copy of the folder, made once per run and node: its instances may write, the
             // source stays
  kStaged,  // a folder of a registered storage, "/STORAGE/folder in it": brought to the node before
            // the start, to be read
};

// A folder of the node shown at `target` inside the instance.
struct Mount {
  std::string source{};  // absolute, on the node
  std::string target{};  // absolute, inside
  MountAccess access = MountAccess::kReadOnly;
};

// Ports the instance serves; reached only through Runtime::endpoint.
struct NamedPort {
  std::string name{};
  int port = 0;
};

enum class Egress { kNone, kOut };  // may the instance reach the world outside

// Who shares 127.0.0.1: a job's instances on one node meet there; a service's never collide.
enum class NetworkScope { kRun, kInstance };

struct Role {
  std::string name = "main";  // "master", "worker"
  int replicas = 1;
  std::vector<std::string> command{};  // argv; usually {"/bin/bash", "-c", text}
  std::vector<EnvironmentVariable> env{};
  std::string working_directory = "/work/home";
  Resources resources;
  std::vector<Mount> mounts{};
  std::vector<NamedPort> ports{};
};

enum class Gang { kAllOrNothing, kIndependent };

// Instances are numbered over all roles in order: role 0's replicas first.
struct RunSpec {
  std::string run_id{};
  std::string workspace{};
  std::string user{};            // id: decides the uid and the home folder
  std::vector<Role> roles{};
  Gang gang = Gang::kAllOrNothing;
  Egress egress = Egress::kNone;
  NetworkScope network = NetworkScope::kRun;
  std::int64_t stop_grace_s = 30;
  std::string image = "host";
  std::string requirements{};    // pip requirements text; empty: none
  // Earlier runs of the workload, the newest first: where this one has no checkpoint of its own yet
  // it goes on from theirs.
  std::vector<std::string> resume_runs{};
};

// Where the output of the run that is gone on from is shown, to be read.
inline constexpr std::string_view kResumeInside = "/work/mount/resume";

// One instance of one attempt, everything decided: written to spec.json and read by the shim.
struct InstanceSpec {
  std::string run_id{};
  std::int64_t attempt = 1;
  std::int64_t instance = 0;
  std::string node{};
  std::string workspace{};  // id: decides what /work/share is
  std::string user{};       // id: decides the uid and what /work/home is
  std::vector<std::string> command{};
  std::vector<EnvironmentVariable> env{};  // platform's own (PET_*, MILLRACE_*) included
  std::string working_directory{};
  Resources resources;
  std::vector<std::int64_t> cards{};       // indexes on the node
  std::vector<Mount> mounts{};
  std::vector<NamedPort> ports{};
  Egress egress = Egress::kNone;
  NetworkScope network = NetworkScope::kRun;
  std::int64_t stop_grace_s = 30;
  std::string image = "host";
  std::string requirements{};
  std::string resume_run{};        // id: its output is shown at kResumeInside; empty: none
  std::int64_t log_bytes_max = 0;  // over all rotated pieces; 0: as the node is configured
};

// How an instance ended, as the shim saw it.
struct ExitRecord {
  std::int64_t exit_code = 0;   // of a normal exit
  std::int64_t signal = 0;      // that killed it; 0: none
  bool out_of_memory = false;   // the cgroup's OOM killer struck
  bool stopped = false;         // we asked it to stop
  // Never ran, and why: a code, ": " and words. Codes: SandboxFailed, ImageMissing,
  // RequirementsFailed, CommandNotFound, StoppedBeforeStart.
  std::string start_error{};
  std::int64_t duration_ms = 0; // CLOCK_BOOTTIME from exec to end
  std::int64_t ended_at_ms = 0; // wall clock
};

}  // namespace millrace::protocol

namespace millrace::describe {
template <>
struct EnumWords<protocol::MountAccess> {
  static constexpr std::string_view kWords[] = {"read_only", "read_write", "run_copy", "staged"};
};
template <>
struct EnumWords<protocol::Gang> {
  static constexpr std::string_view kWords[] = {"all_or_nothing", "independent"};
};
template <>
struct EnumWords<protocol::Egress> {
  static constexpr std::string_view kWords[] = {"none", "out"};
};
template <>
struct EnumWords<protocol::NetworkScope> {
  static constexpr std::string_view kWords[] = {"run", "instance"};
};
template <> struct Described<protocol::EnvironmentVariable> { static const Table& get(); };
template <> struct Described<protocol::Resources> { static const Table& get(); };
template <> struct Described<protocol::Mount> { static const Table& get(); };
template <> struct Described<protocol::NamedPort> { static const Table& get(); };
template <> struct Described<protocol::Role> { static const Table& get(); };
template <> struct Described<protocol::RunSpec> { static const Table& get(); };
template <> struct Described<protocol::InstanceSpec> { static const Table& get(); };
template <> struct Described<protocol::ExitRecord> { static const Table& get(); };
}  // namespace millrace::describe
