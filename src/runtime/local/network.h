// Network namespaces of this machine's instances, pinned under a name so that they outlive whoever
// made them. Needs root. Thread-safe.
#pragma once
#include <optional>
#include <string>

#include "base/mutex.h"
#include "base/result.h"
#include "protocol/run_spec.h"
#include "runtime/local/egress.h"

namespace millrace::runtime {

struct NetworkCounters {
  std::int64_t in_bytes = 0, out_bytes = 0;  // of all but the loopback
};

class Network {
 public:
  // Namespaces are pinned in `folder` (on a file system that a restart of the machine empties).
  Network(std::string folder, std::string egress_folder)
      : folder_(std::move(folder)), egress_(std::move(egress_folder)) {}
  // There already: success. The file of the namespace.
  Result<std::string> ensure(const std::string& name, protocol::Egress egress);
  Result<void> remove(const std::string& name);  // absent is success

 private:
  std::string file(const std::string& name) const { return folder_ + "/" + name; }
  const std::string folder_;
  base::Mutex mutex_;
  Egress egress_ GUARDED_BY(mutex_);
};

// Of the namespace that process `pid` is in.
std::optional<NetworkCounters> network_counters(int pid);
NetworkCounters sum_counters(std::string_view proc_net_dev);

}  // namespace millrace::runtime
