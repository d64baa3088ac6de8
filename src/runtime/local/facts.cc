// What LocalRuntime says of the machine.
#include <unistd.h>

#include "runtime/local/local_runtime.h"

namespace millrace::runtime {

Result<NodeFacts> LocalRuntime::facts() {
  NodeFacts facts = look_at_machine(options_.node, options_.data);
  facts.missing_walls = cgroups_.missing;
  if (::access(options_.sandbox_program.c_str(), X_OK) != 0)
    facts.missing_walls.push_back("no sandbox: " + options_.sandbox_program +
                                  " is not there; nothing can run");
  if (rights_ == Rights::kRoot)
    for (auto& words : Egress::missing()) facts.missing_walls.push_back(std::move(words));
  if (rights_ == Rights::kUser) {
    facts.missing_walls.emplace_back(
        "not root: all users' runs have one uid; tenants are not isolated from each other's files");
    facts.missing_walls.emplace_back(
        "not root: instances of one run do not share a network and cannot reach each other");
    facts.missing_walls.emplace_back("not root: no run can reach the world outside");
  }
  return facts;
}

}  // namespace millrace::runtime
