#include "shim/cgroup.h"

#include "shim/cgroup_files.h"

namespace millrace::shim {

std::unique_ptr<Cgroup> open_cgroup_v1(const CgroupPlan& plan);
std::unique_ptr<Cgroup> open_cgroup_v2(const std::string& folder);

std::unique_ptr<Cgroup> open_cgroup(const CgroupPlan& plan) {
  if (plan.folders.empty()) return nullptr;
  const auto unified = plan.folders.find("unified");
  if (unified != plan.folders.end()) return open_cgroup_v2(unified->second);
  return open_cgroup_v1(plan);
}

bool kill_until_empty(Cgroup& group, base::Clock& clock, base::Duration most) {
  const base::Duration until = clock.monotonic() + most;
  for (auto pause = base::Duration(1); !group.processes().empty();
       pause = std::min(pause * 2, base::Duration(50))) {
    if (clock.monotonic() > until) return false;
    group.kill_all();
    clock.sleep_for(pause);
  }
  return true;
}

}  // namespace millrace::shim
