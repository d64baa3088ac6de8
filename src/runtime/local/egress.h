// The way out for network namespaces: a virtual cable to this machine and address translation. A
// run reaches the world; not this machine, not other runs, not the addresses of cloud metadata.
// Needs root, ip, nft and nsenter. Not thread-safe: Network calls it under its mutex.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace millrace::runtime {

class Egress {
 public:
  // Numbers of cables are claimed in `folder`, shared by all servers of this machine.
  explicit Egress(std::string folder) : folder_(std::move(folder)) {}
  Result<void> connect(const std::string& name, const std::string& namespace_file);
  Result<void> disconnect(const std::string& name);  // not connected: success
  static std::string missing();                      // why it cannot be had here; empty: it can

 private:
  std::string slot(int number) const { return folder_ + "/slot." + std::to_string(number); }
  std::optional<int> find(const std::string& name) const;
  Result<int> claim(const std::string& name);

  const std::string folder_;
};

// Addresses of cable `number`: this machine's end and the run's, within 10.213.0.0/16.
struct CableEnds {
  std::string outside{}, inside{};
};
CableEnds cable_ends(int number);

}  // namespace millrace::runtime
