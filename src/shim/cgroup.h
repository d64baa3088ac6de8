// The control groups of one instance: limits, what was used, the OOM count, and death of all in
// them. Version 1 (a folder per controller) and version 2 (one folder) behind one interface. Any
// process that may write the folders may use it; one thread.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "protocol/run_spec.h"
#include "shim/plan.h"

namespace millrace::shim {

struct CgroupUsage {
  std::optional<std::int64_t> cpu_us{}, memory_bytes{}, memory_limit_bytes{}, disk_read_bytes{},
      disk_write_bytes{};
};

class Cgroup {
 public:
  virtual ~Cgroup() = default;
  virtual Result<void> create(const protocol::Resources&) = 0;
  // Files that a process writes "0" to in order to join.
  virtual std::vector<std::string> entrances() const = 0;
  virtual std::vector<int> processes() const = 0;
  // SIGKILL to every process there is, none can fork away. Repeat until processes() is empty.
  virtual void kill_all() = 0;
  virtual std::int64_t oom_kills() const = 0;
  virtual CgroupUsage usage() const = 0;
  virtual Result<void> remove() = 0;  // of what is empty; absent is success
};

// By what the plan names: version 2 for "unified", version 1 else; nullptr for an empty plan.
std::unique_ptr<Cgroup> open_cgroup(const CgroupPlan& plan);

// kill_all until nobody is left; false when somebody was left after `most` (a process in the
// kernel).
bool kill_until_empty(Cgroup& group, base::Clock& clock, base::Duration most);

}  // namespace millrace::shim
