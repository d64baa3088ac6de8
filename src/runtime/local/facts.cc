// What LocalRuntime says of the machine.
#include <unistd.h>

#include "runtime/local/local_runtime.h"
#include "shim/user_network.h"

namespace millrace::runtime {

std::string LocalRuntime::no_egress() const {
  if (rights_ == Rights::kRoot) return Egress::missing();
  const auto program = shim::UserNetwork::program();
  return program ? "" : program.error().message;
}

Result<NodeFacts> LocalRuntime::facts() {
  NodeFacts facts = look_at_machine(options_.node, options_.data);
  facts.missing_walls = cgroups_.missing;
  if (::access(options_.sandbox_program.c_str(), X_OK) != 0)
    facts.missing_walls.push_back("no sandbox: " + options_.sandbox_program +
                                  " is not there; nothing can run");
  facts.no_egress = no_egress();
  if (!facts.no_egress.empty())
    facts.missing_walls.push_back("no run can reach the world outside: " + facts.no_egress);
  if (rights_ == Rights::kUser) {
    facts.missing_walls.emplace_back(
        "not root: all users' runs have one uid; tenants are not isolated from each other's files");
    facts.missing_walls.emplace_back(
        "not root: instances of one run do not share a network and cannot reach each other");
  }
  return facts;
}

}  // namespace millrace::runtime
