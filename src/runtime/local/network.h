// Network namespaces of this machine's instances, pinned under a name so that they outlive whoever
// made them. Needs root. Thread-safe.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "protocol/run_spec.h"

namespace millrace::runtime {

struct NetworkCounters {
  std::int64_t in_bytes = 0, out_bytes = 0;  // of all but the loopback
};

class Network {
 public:
  // Namespaces are pinned in `folder` (on a file system that a restart of the machine empties).
  explicit Network(std::string folder) : folder_(std::move(folder)) {}
  // There already: success. The file of the namespace.
  Result<std::string> ensure(const std::string& name, protocol::Egress egress);
  Result<void> remove(const std::string& name);  // absent is success
  Result<std::vector<std::string>> names() const;

 private:
  std::string file(const std::string& name) const { return folder_ + "/" + name; }
  const std::string folder_;
  base::Mutex mutex_;
};

// Of the namespace that process `pid` is in.
std::optional<NetworkCounters> network_counters(int pid);
NetworkCounters sum_counters(std::string_view proc_net_dev);

}  // namespace millrace::runtime
