// Where runs become processes. Level calls only, all idempotent: the caller repeats them until what
// it observes is what it wants (protocols.md §3). Nothing above runtime/ opens a run's path.
// Thread-safe.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "io/fd.h"
#include "protocol/run_spec.h"

namespace millrace::runtime {

struct AttemptKey {
  std::string run_id{};
  std::int64_t attempt = 1;
  auto operator<=>(const AttemptKey&) const = default;
};

struct InstanceObservation {
  std::int64_t instance = 0;
  enum class Phase {
    kNotStarted,  // specification written, nothing ever ran: may be started under the same attempt
    kStarting,    // the shim prepares: sandbox, requirements
    kRunning,     // the command runs
    kStopping,
    kExited,  // `exit` is set
    kLost,    // the shim is gone without an exit record: `last_seen_ms` is its last heartbeat
  } phase = Phase::kNotStarted;
  std::optional<protocol::ExitRecord> exit{};
  std::int64_t started_at_ms = 0;  // wall clock at exec
  std::int64_t last_seen_ms = 0;
};

struct AttemptObservation {
  AttemptKey key{};
  std::vector<InstanceObservation> instances{};
};

// An attempt absent from an incomplete observation is unknown, never lost.
struct Observation {
  enum class Completeness { kComplete, kIncomplete } completeness = Completeness::kIncomplete;
  std::int64_t as_of_ms = 0;
  std::vector<AttemptObservation> attempts{};
  std::vector<std::string> silent_nodes{};  // not heard from: what runs there is unknown
};

// What can be read of an instance.
enum class Stream {
  kLog,       // the command's output; cursors "", "tail:N" (lines), "since:UNIX_MS"
  kProgress,  // whole JSON lines written to $MILLRACE_PROGRESS
  kScalars,   // records of tfevents files, see ScalarRecord; of the run, served at instance 0
  kUsage,     // the engine's usage.journal
};

// kScalars is a sequence of these: one line {"file":…,"offset":…,"size":…} (the path below
// output/tensorboard), then `size` raw bytes of that file from `offset` on. Chunks hold whole
// records, each file's bytes come in order and without gaps; a TFRecord may be split between two of
// them.
struct ScalarRecord {
  std::string file{};
  std::int64_t offset = 0;
  std::string bytes{};
};
// Takes a chunk's bytes apart; kCorrupt when they are none.
Result<std::vector<ScalarRecord>> parse_scalar_records(std::string_view bytes);

struct Chunk {
  std::string bytes{};
  std::string next{};  // cursor to go on from; survives rotation and restarts
  enum class End { kMoreNow, kMoreLater, kEnd } end = End::kMoreLater;
  std::uint64_t skipped_bytes = 0;  // lost to rotation between the cursor and what is kept
};

// Cumulative counters and levels of an instance's cgroup and network namespace; null where there is
// none.
struct InstanceSample {
  std::int64_t instance = 0;
  std::int64_t at_ms = 0;
  std::optional<std::int64_t> cpu_usage_us{}, memory_bytes{}, memory_limit_bytes{},
      network_in_bytes{}, network_out_bytes{}, disk_read_bytes{}, disk_write_bytes{};
};

// An interactive command inside a running instance.
class Terminal {
 public:
  virtual ~Terminal() = default;
  virtual int fd() const = 0;  // both directions, non-blocking
  virtual Result<void> resize(int columns, int rows) = 0;
  virtual int end_fd() const = 0;  // readable once the command has ended
  // Then: how it ended, 128 + N for signal N; nullopt when nobody could say.
  virtual std::optional<int> exit_code() = 0;
};

struct Endpoint {             // where gateway and probes reach a port of an instance
  std::string unix_socket{};  // or
  std::string host{};
  int port = 0;
};

struct NodeFacts {  // of the machine(s) this runtime runs on
  std::string name{};
  std::int64_t cpu_millis = 0, memory_bytes = 0, disk_bytes = 0;
  std::vector<std::string>
      missing_walls{};      // limits and isolation that cannot be had here, in words
  std::string no_egress{};  // why no run can reach the world outside; empty: it can
};

// Data of storages that an attempt waits for.
struct Staging {
  AttemptKey key{};
  std::int64_t done_bytes = 0;
  std::int64_t total_bytes = 0;  // as far as it is known yet
  enum class State { kUnderWay, kWhole } state = State::kUnderWay;
};

class Runtime {
 public:
  virtual ~Runtime() = default;

  // Makes the attempt's instances on this runtime's nodes exist and run, if they do not yet. The
  // same specification may be given any number of times; a different one for the same key is
  // kConflict, and so is any after ensure_gone: a late or repeated call never brings an attempt
  // back. While large things are still brought here it returns without the instances: repeat it
  // until observe() shows them.
  virtual Result<void> ensure(const AttemptKey&, const std::vector<protocol::InstanceSpec>&) = 0;
  // Stops what runs (SIGTERM, grace, SIGKILL to the whole tree); what never started, never will. It
  // asks and returns: repeat observe() until all are kExited or kLost. Exit records and logs stay.
  virtual Result<void> ensure_gone(const AttemptKey&) = 0;
  // After the run's record is deleted: the attempt's folder goes too, and with the run's last one
  // its output. kConflict while it runs.
  virtual Result<void> forget(const AttemptKey&) = 0;
  virtual Result<Observation> observe() = 0;

  // At most max_bytes from `cursor` ("" is the beginning, "tail:N" the last N lines).
  virtual Result<Chunk> read(const AttemptKey&, std::int64_t instance, Stream,
                             const std::string& cursor, std::size_t max_bytes) = 0;
  virtual Result<std::vector<InstanceSample>> sample(const AttemptKey&) = 0;
  virtual Result<std::unique_ptr<Terminal>> open_terminal(const AttemptKey&, std::int64_t instance,
                                                          const std::vector<std::string>& command,
                                                          int columns, int rows) = 0;
  virtual Result<Endpoint> endpoint(const AttemptKey&, std::int64_t instance,
                                    const std::string& port_name) = 0;
  virtual Result<NodeFacts> facts() = 0;
  // Of attempts that ensure() is bringing data for now; and, once, of those that have got all since
  // the last call.
  virtual std::vector<Staging> staging() { return {}; }
  // A plain file or a folder of the run's output, open for reading, reached without following a
  // link; "" is all of it. kNotFound for whatever else there is.
  virtual Result<io::Fd> open_output(const std::string& run_id, const std::string& path);
  // The newest whole checkpoint under the run's output, as the path inside the instance; "" for
  // none.
  virtual Result<std::string> newest_checkpoint(const std::string& run_id) = 0;
};

}  // namespace millrace::runtime
