// Control groups version 1: a hierarchy per controller, each with a folder of its own.
#include <signal.h>

#include "base/strings.h"
#include "shim/cgroup.h"
#include "shim/cgroup_files.h"

namespace millrace::shim {
namespace {

constexpr std::int64_t kPeriodUs = 100'000;
constexpr std::int64_t kLeastQuotaUs = 1'000;  // the kernel refuses less

class CgroupV1 final : public Cgroup {
 public:
  explicit CgroupV1(const CgroupPlan& plan) : folders_(plan.folders) {}

  Result<void> create(const protocol::Resources& resources) override {
    for (const auto& [controller, folder] : folders_) TRY(make_group(folder));
    TRY(limit("cpu", "cpu.cfs_period_us", kPeriodUs));
    TRY(limit("cpu", "cpu.cfs_quota_us",
              std::max(kLeastQuotaUs, resources.cpu_millis * kPeriodUs / 1000)));
    if (resources.memory_bytes > 0) TRY(limit_memory(resources.memory_bytes));
    return limit("pids", "pids.max", resources.pids);
  }

  std::vector<std::string> entrances() const override {
    std::vector<std::string> out;
    for (const auto& [controller, folder] : folders_) out.push_back(folder + "/cgroup.procs");
    return out;
  }

  std::vector<int> processes() const override {
    return folders_.empty() ? std::vector<int>{}
                            : get_processes(folders_.begin()->second + "/cgroup.procs");
  }

  // Frozen processes cannot fork away between the list and the signal.
  void kill_all() override {
    const std::string state = at("freezer", "freezer.state");
    if (!state.empty()) [[maybe_unused]]
      const auto ignored = put(state, "FROZEN");
    for (const int pid : processes()) ::kill(pid, SIGKILL);
    if (!state.empty()) [[maybe_unused]]
      const auto ignored = put(state, "THAWED");
  }

  std::int64_t oom_kills() const override {
    return number_after(get(at("memory", "memory.oom_control")), "oom_kill").value_or(0);
  }

  CgroupUsage usage() const override {
    CgroupUsage out;
    if (const auto ns = get_number(at("cpuacct", "cpuacct.usage"))) out.cpu_us = *ns / 1000;
    out.memory_bytes = get_number(at("memory", "memory.usage_in_bytes"));
    // Page cache that can be dropped at once is no use of memory.
    const auto cache = number_after(get(at("memory", "memory.stat")), "total_inactive_file");
    if (out.memory_bytes && cache)
      *out.memory_bytes = std::max<std::int64_t>(0, *out.memory_bytes - *cache);
    const auto limit = get_number(at("memory", "memory.limit_in_bytes"));
    if (limit && *limit < (std::int64_t{1} << 60)) out.memory_limit_bytes = limit;
    const std::string disk = get(at("blkio", "blkio.throttle.io_service_bytes"));
    if (!disk.empty()) {
      out.disk_read_bytes = sum(disk, "Read");
      out.disk_write_bytes = sum(disk, "Write");
    }
    return out;
  }

  Result<void> remove() override {
    for (const auto& [controller, folder] : folders_) TRY(remove_group(folder));
    return {};
  }

 private:
  std::string at(const std::string& controller, const std::string& file) const {
    const auto found = folders_.find(controller);
    return found == folders_.end() ? std::string() : found->second + "/" + file;
  }

  Result<void> limit_memory(std::int64_t bytes) {
    TRY(limit("memory", "memory.limit_in_bytes", bytes));
    // Swap counts too, where the kernel counts it at all.
    const auto swap = limit("memory", "memory.memsw.limit_in_bytes", bytes);
    if (!swap && swap.error().code != ErrorCode::kNotFound) return swap.error();
    return {};
  }

  // A controller that this machine lacks limits nothing; the runtime's facts say so.
  Result<void> limit(const std::string& controller, const std::string& file, std::int64_t value) {
    const std::string path = at(controller, file);
    return path.empty() ? Result<void>{} : put(path, std::to_string(value));
  }

  // Lines of "major:minor Operation bytes".
  static std::int64_t sum(std::string_view text, std::string_view operation) {
    std::int64_t total = 0;
    for (const auto line : base::split(text, '\n')) {
      const auto words = base::split(line, ' ');
      if (words.size() == 3 && words[1] == operation)
        total += base::parse_int(words[2]).value_or(0);
    }
    return total;
  }

  const std::map<std::string, std::string> folders_;
};

}  // namespace

std::unique_ptr<Cgroup> open_cgroup_v1(const CgroupPlan& plan) {
  return std::make_unique<CgroupV1>(plan);
}

}  // namespace millrace::shim
