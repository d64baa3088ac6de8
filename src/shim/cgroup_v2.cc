// Control groups version 2: one hierarchy, one folder.
#include <signal.h>

#include "base/strings.h"
#include "shim/cgroup.h"
#include "shim/cgroup_files.h"

namespace millrace::shim {
namespace {

constexpr std::int64_t kPeriodUs = 100'000;
constexpr std::int64_t kLeastQuotaUs = 1'000;

class CgroupV2 final : public Cgroup {
 public:
  explicit CgroupV2(std::string folder) : folder_(std::move(folder)) {}

  Result<void> create(const protocol::Resources& resources) override {
    TRY(make_group(folder_));
    const auto quota = std::max(kLeastQuotaUs, resources.cpu_millis * kPeriodUs / 1000);
    TRY(limit("cpu.max", std::to_string(quota) + " " + std::to_string(kPeriodUs)));
    if (resources.memory_bytes > 0) {
      TRY(limit("memory.max", std::to_string(resources.memory_bytes)));
      TRY(limit("memory.swap.max", "0"));
    }
    return limit("pids.max", std::to_string(resources.pids));
  }

  std::vector<std::string> entrances() const override { return {at("cgroup.procs")}; }
  std::vector<int> processes() const override { return get_processes(at("cgroup.procs")); }

  void kill_all() override {
    if (put(at("cgroup.kill"), "1")) return;
    // Kernels before 5.14: freeze, signal, thaw.
    [[maybe_unused]] const auto frozen = put(at("cgroup.freeze"), "1");
    for (const int pid : processes()) ::kill(pid, SIGKILL);
    [[maybe_unused]] const auto thawed = put(at("cgroup.freeze"), "0");
  }

  std::int64_t oom_kills() const override {
    return number_after(get(at("memory.events")), "oom_kill").value_or(0);
  }

  CgroupUsage usage() const override {
    CgroupUsage out;
    out.cpu_us = number_after(get(at("cpu.stat")), "usage_usec");
    out.memory_bytes = get_number(at("memory.current"));
    const auto cache = number_after(get(at("memory.stat")), "inactive_file");
    if (out.memory_bytes && cache)
      *out.memory_bytes = std::max<std::int64_t>(0, *out.memory_bytes - *cache);
    out.memory_limit_bytes = get_number(at("memory.max"));  // "max" is no number: no limit
    const std::string disk = get(at("io.stat"));
    out.disk_read_bytes = sum(disk, "rbytes=");
    out.disk_write_bytes = sum(disk, "wbytes=");
    return out;
  }

  Result<void> remove() override { return remove_group(folder_); }

 private:
  std::string at(const std::string& file) const { return folder_ + "/" + file; }

  // A controller that was not delegated has no file: it limits nothing; the runtime's facts say so.
  Result<void> limit(const std::string& file, const std::string& text) {
    auto result = put(at(file), text);
    if (!result && result.error().code == ErrorCode::kNotFound) return {};
    return result;
  }

  // Lines of "major:minor rbytes=… wbytes=… …".
  static std::int64_t sum(std::string_view text, std::string_view key) {
    std::int64_t total = 0;
    for (const auto line : base::split(text, '\n'))
      for (const auto word : base::split(line, ' '))
        if (word.starts_with(key)) total += base::parse_int(word.substr(key.size())).value_or(0);
    return total;
  }

  const std::string folder_;
};

}  // namespace

std::unique_ptr<Cgroup> open_cgroup_v2(const std::string& folder) {
  return std::make_unique<CgroupV2>(folder);
}

}  // namespace millrace::shim
