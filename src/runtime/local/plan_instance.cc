#include "runtime/local/plan_instance.h"

#include <map>

#include "crypto/hash.h"
#include "runtime/local/run_copy.h"
#include "shim/keeper.h"
#include "shim/user_network.h"

namespace millrace::runtime {
namespace {

using protocol::MountAccess;

constexpr std::string_view kPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr std::string_view kIo = "/run/millrace";  // progress and usage, written by the command

std::vector<protocol::EnvironmentVariable> environment(const PlanInputs& in,
                                                       const protocol::InstanceSpec& spec) {
  std::map<std::string, std::string> env{
      {"PATH", std::string(kPath)},
      {"HOME", "/work/home"},
      {"USER", "millrace"},
      {"LOGNAME", "millrace"},
      {"SHELL", "/bin/bash"},
      {"LANG", "C.UTF-8"},
      {"TMPDIR", "/tmp"},
      {"PYTHONUNBUFFERED", "1"},
      {"NODE_NAME", spec.node},
      {"MILLRACE_RUN_ID", spec.run_id},
      {"MILLRACE_INSTANCE", std::to_string(spec.instance)},
      {"MILLRACE_OUTPUT_DIR", "/work/output"},
      {"MILLRACE_PROGRESS", std::string(kIo) + "/progress"},
      {"MILLRACE_USAGE_JOURNAL", std::string(kIo) + "/usage.journal"}};
  if (spec.resources.memory_bytes > 0)
    env["MILLRACE_MEMORY_BYTES"] = std::to_string(spec.resources.memory_bytes);
  env["MILLRACE_CPU_MILLIS"] = std::to_string(spec.resources.cpu_millis);
  for (const auto& variable : in.operator_env) env[variable.name] = variable.value;
  for (const auto& variable : spec.env) env[variable.name] = variable.value;
  if (!spec.requirements.empty()) {
    env["PATH"] = std::string(shim::kVenvInside) + "/bin:" + env["PATH"];
    env["VIRTUAL_ENV"] = shim::kVenvInside;
  }
  std::vector<protocol::EnvironmentVariable> out;
  for (auto& [name, value] : env) out.push_back({name, std::move(value)});
  return out;
}

std::vector<protocol::Mount> mounts(const PlanInputs& in, const AttemptKey& key,
                                    const protocol::InstanceSpec& spec) {
  const std::string folder = in.layout.instance(key, spec.instance);
  std::vector<protocol::Mount> out = spec.mounts;
  for (auto& mount : out)
    if (mount.access == MountAccess::kRunCopy)
      mount = {run_copy_path(in.layout, spec.run_id, mount), mount.target, MountAccess::kReadWrite};
    else if (mount.access == MountAccess::kStaged)
      mount = {staged_path(in.layout, key, mount), mount.target, MountAccess::kReadOnly};
  out.push_back({in.layout.home(spec.user), "/work/home", MountAccess::kReadWrite});
  if (!spec.workspace.empty())
    out.push_back({in.layout.share(spec.workspace), "/work/share", MountAccess::kReadWrite});
  out.push_back({in.layout.output(spec.run_id), "/work/output", MountAccess::kReadWrite});
  if (!spec.resume_run.empty())
    out.push_back({in.layout.output(spec.resume_run), std::string(protocol::kResumeInside),
                   MountAccess::kReadOnly});
  out.push_back({folder + "/tmp", "/tmp", MountAccess::kReadWrite});
  out.push_back({folder + "/io", std::string(kIo), MountAccess::kReadWrite});
  for (const char* name : {"passwd", "group", "hosts", "hostname", "nsswitch.conf"})
    out.push_back({folder + "/etc/" + name, std::string("/etc/") + name, MountAccess::kReadOnly});
  if (!in.user_network.empty() && spec.egress == protocol::Egress::kOut)
    out.push_back({folder + "/etc/resolv.conf", "/etc/resolv.conf", MountAccess::kReadOnly});
  if (!spec.requirements.empty())
    out.push_back({folder + "/etc/requirements.txt", std::string(shim::kRequirementsInside),
                   MountAccess::kReadOnly});
  return out;
}

std::vector<std::string> devices(const protocol::InstanceSpec& spec) {
  std::vector<std::string> out;
  if (spec.cards.empty()) return out;
  for (const auto card : spec.cards) out.push_back("/dev/nvidia" + std::to_string(card));
  for (const char* shared : {"/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools"})
    out.emplace_back(shared);
  return out;
}

}  // namespace

std::string group_name(const AttemptKey& key, std::int64_t instance) {
  return key.run_id + "." + std::to_string(key.attempt) + "." + std::to_string(instance);
}

std::string venv_hash(const protocol::InstanceSpec& spec) {
  return crypto::sha256_hex("venv 1\n" + spec.user + "\n" + spec.image + "\n" + spec.requirements);
}

shim::ShimPlan plan_instance(const PlanInputs& in, const AttemptKey& key,
                             const protocol::InstanceSpec& spec) {
  shim::ShimPlan plan;
  plan.shim_program = in.shim_program;
  plan.sandbox_program = in.sandbox_program;
  if (in.rights == Rights::kRoot) {
    plan.uid = in.uid;
    plan.gid = in.gid;
    if (in.workspace_gid >= 0) plan.groups.push_back(in.workspace_gid);
  }
  plan.hostname = spec.run_id + "-" + std::to_string(spec.instance);
  if (plan.hostname.size() > 63) plan.hostname.resize(63);
  plan.root = in.root;
  plan.mounts = mounts(in, key, spec);
  plan.devices = devices(spec);
  plan.cgroup = in.cgroups.group("run/" + group_name(key, spec.instance));
  plan.shim_cgroup = in.cgroups.group("shims");
  plan.network_namespace = in.network_namespace;
  if (spec.egress == protocol::Egress::kOut) plan.user_network = in.user_network;
  plan.env = environment(in, spec);
  if (!spec.requirements.empty()) plan.venv = in.layout.venv(venv_hash(spec));
  plan.log_segment_bytes = in.log_segment_bytes;
  plan.log_bytes_max = in.log_bytes_max;
  plan.pids_max = in.pids_max;
  return plan;
}

std::vector<EtcFile> etc_files(const PlanInputs& in, const shim::ShimPlan& plan) {
  // Without our own uid inside, programs that ask for their user's name would fail.
  const std::string uid = std::to_string(in.uid), gid = std::to_string(in.gid);
  std::string passwd = "millrace:x:" + uid + ":" + gid + "::/work/home:/bin/bash\n";
  std::string group = "millrace:x:" + gid + ":\n";
  if (in.uid != 0) {
    passwd = "root:x:0:0:root:/root:/usr/sbin/nologin\n" + passwd;
    group = "root:x:0:\n" + group;
  }
  for (const auto number : plan.groups)
    group += "workspace:x:" + std::to_string(number) + ":millrace\n";
  return {{"passwd", passwd + "nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n"},
          {"group", group + "tty:x:5:\nnogroup:x:65534:\n"},
          {"hosts", "127.0.0.1 localhost " + plan.hostname + "\n::1 localhost ip6-localhost\n"},
          {"hostname", plan.hostname + "\n"},
          {"resolv.conf", "nameserver " + std::string(shim::kUserNetworkResolver) + "\n"},
          {"nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\nservices: files\n"}};
}

}  // namespace millrace::runtime
