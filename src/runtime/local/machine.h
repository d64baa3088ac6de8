// What this machine offers to runs, looked at once at the start: rights, control groups, sizes, and
// which walls are missing. Values.
#pragma once
#include <string>
#include <vector>

#include "runtime/runtime.h"
#include "shim/plan.h"

namespace millrace::runtime {

enum class Rights { kRoot, kUser };

// Folders in which groups can be made, controller → folder; empty when there are none.
struct CgroupHome {
  shim::CgroupPlan folders{};
  std::vector<std::string> missing{};  // in words
  // The groups of one instance, or of the shims ("shims"), below `home`.
  shim::CgroupPlan group(const std::string& name) const;
};

// From the text of /proc/self/mountinfo and /proc/self/cgroup. Pure but for looking whether the
// folders can be written.
CgroupHome find_cgroups(const std::string& mountinfo, const std::string& own,
                        const std::string& name);

// Version 2: no process may stay where limits are handed down, so the server goes into a leaf. A
// no-op on version 1. Adds to home.missing what cannot be had.
void prepare_cgroups(CgroupHome& home);

Rights our_rights();
NodeFacts look_at_machine(const std::string& name, const std::string& data);

// White list of the sandbox's root as this host has it.
std::vector<shim::RootEntry> host_root();

}  // namespace millrace::runtime
