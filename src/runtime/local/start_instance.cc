// The half of LocalRuntime that brings instances to life and asks them to end.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "io/process_lock.h"
#include "io/socket.h"
#include "io/subprocess.h"
#include "runtime/local/local_runtime.h"
#include "runtime/local/run_copy.h"
#include "shim/messages.h"
#include "shim/user_network.h"

namespace millrace::runtime {
namespace {

constexpr std::int64_t kWholeAttempt = -1;  // in names: not of one instance

}  // namespace

Result<PlanInputs> LocalRuntime::inputs(const AttemptKey& key, const protocol::InstanceSpec& spec) {
  PlanInputs in{.layout = layout_,
                .shim_program = options_.shim_program,
                .sandbox_program = options_.sandbox_program,
                .rights = rights_,
                .uid = static_cast<std::int64_t>(::geteuid()),
                .gid = static_cast<std::int64_t>(::getegid()),
                .cgroups = cgroups_,
                .root = root_,
                .operator_env = options_.environment,
                .log_segment_bytes = options_.log_segment_bytes,
                .log_bytes_max = options_.log_bytes_max,
                .pids_max = options_.pids_max};
  if (rights_ != Rights::kRoot) {
    in.user_network = shim::UserNetwork::program().value_or("");
    return in;
  }
  TRY_ASSIGN(in.uid, owners_.number_of("user:" + spec.user));
  in.gid = in.uid;
  if (!spec.workspace.empty()) {
    TRY_ASSIGN(in.workspace_gid, owners_.number_of("workspace:" + spec.workspace));
  }
  TRY_ASSIGN(in.network_namespace, ensure_network(key, spec));
  return in;
}

Result<std::string> LocalRuntime::ensure_network(const AttemptKey& key,
                                                 const protocol::InstanceSpec& spec) {
  if (rights_ != Rights::kRoot) return std::string();
  const bool shared = spec.network == protocol::NetworkScope::kRun;
  return network_.ensure(group_name(key, shared ? kWholeAttempt : spec.instance), spec.egress);
}

Result<void> LocalRuntime::give(const std::string& path, std::int64_t uid, std::int64_t gid,
                                std::uint32_t mode) {
  TRY(fs_.make_directories(path, 0711));
  if (rights_ == Rights::kRoot &&
      ::lchown(path.c_str(), static_cast<uid_t>(uid), static_cast<gid_t>(gid)) != 0)
    return base::from_errno(errno, "give " + path + " to its user");
  if (::chmod(path.c_str(), mode) != 0) return base::from_errno(errno, "set the mode of " + path);
  return {};
}

Result<void> LocalRuntime::make_folders(const PlanInputs& in, const AttemptKey& key,
                                        const protocol::InstanceSpec& spec) {
  const std::string instance = layout_.instance(key, spec.instance);
  TRY(fs_.make_directories(instance + "/ports", 0711));
  TRY(fs_.make_directories(instance + "/etc", 0755));
  TRY(give(layout_.home(spec.user), in.uid, in.gid, 0700));
  TRY(give(layout_.output(spec.run_id), in.uid, in.gid, 0750));
  TRY(give(instance + "/tmp", in.uid, in.gid, 0700));
  TRY(give(instance + "/io", in.uid, in.gid, 0700));
  if (!spec.workspace.empty()) TRY(give(layout_.share(spec.workspace), 0, in.workspace_gid, 02770));
  // Folders of ours that the run may write belong to its user; an administrator's stay as they are.
  for (const auto& mount : spec.mounts)
    if (mount.access == protocol::MountAccess::kReadWrite &&
        mount.source.starts_with(options_.data + "/"))
      TRY(give(mount.source, in.uid, in.gid, 0750));
  return {};
}

Result<RunCopies::State> LocalRuntime::ensure_copies(
    const AttemptKey& key, const std::vector<protocol::InstanceSpec>& specs) {
  auto state = RunCopies::State::kWhole;
  for (const auto& spec : specs)
    for (const auto& mount : spec.mounts) {
      const bool staged = mount.access == protocol::MountAccess::kStaged;
      if (!staged && mount.access != protocol::MountAccess::kRunCopy) continue;
      RunCopy copy{.source = mount.source,
                   .target = staged ? staged_path(layout_, key, mount)
                                    : run_copy_path(layout_, spec.run_id, mount)};
      if (staged) copy.from = RunCopy::From::kStorage;
      if (!staged && rights_ == Rights::kRoot) {
        TRY_ASSIGN(copy.uid, owners_.number_of("user:" + spec.user));
        copy.gid = copy.uid;
      }
      TRY_ASSIGN(const auto this_one, copies_.ensure(copy));
      if (this_one != RunCopies::State::kWhole) state = this_one;
    }
  return state;
}

Result<void> LocalRuntime::write_instance(const AttemptKey& key,
                                          const protocol::InstanceSpec& spec) {
  TRY_ASSIGN(const PlanInputs in, inputs(key, spec));
  TRY(make_folders(in, key, spec));
  const shim::ShimPlan plan = plan_instance(in, key, spec);
  const auto instance = folder(key, spec.instance);
  auto files = etc_files(in, plan);
  if (!spec.requirements.empty()) files.push_back({"requirements.txt", spec.requirements});
  for (const auto& file : files)
    TRY(io::replace_file(fs_, instance.at("etc/" + file.name), file.content, 0644));
  return folder(key, spec.instance).write(spec, plan);
}

Result<void> LocalRuntime::start_shim(const shim::InstanceFolder& instance) {
  const io::Command command{.argv = {options_.shim_program, "start", instance.path()},
                            .environment = std::vector<std::string>{},
                            .directory = "/",
                            .out = io::Stream::null(),
                            .err = io::Stream::append_file(instance.at("shim.log")),
                            .session = io::Command::Session::kNew};
  TRY_ASSIGN(io::Subprocess process, io::Subprocess::spawn(command));
  TRY_ASSIGN(const io::ExitStatus status, process.wait());
  if (status.success()) return {};
  auto words = io::read_file(fs_, instance.at("shim.log"));
  return fail(ErrorCode::kInternal, "the shim could not start, " + status.to_string() + ": " +
                                        (words ? words->substr(0, 500) : std::string()));
}

Result<void> LocalRuntime::stop_instance(const shim::InstanceFolder& instance) {
  TRY(instance.set_desired(shim::Desired::kStop));
  const auto lock = io::ProcessLock::acquire(instance.lock());
  if (!lock) {
    if (lock.error().code != ErrorCode::kConflict) return lock.error();
    // It runs. Should this call to it be lost, it looks at `desired` itself before long.
    if (const auto socket = io::connect_unix(instance.control_socket())) [[maybe_unused]]
      const auto sent = shim::send_packet(socket->get(), {{"do", "wake"}});
    return {};
  }
  if (instance.exit() || instance.heartbeat()) return {};
  // It never started and, now that we hold its lock, never will.
  TRY(instance.preallocate());
  return instance.write_exit({.stopped = true,
                              .start_error = "StoppedBeforeStart: stopped before it started",
                              .ended_at_ms = base::unix_ms(clock_.now())});
}

}  // namespace millrace::runtime
