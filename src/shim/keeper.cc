#include "shim/keeper.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "base/log.h"
#include "io/plain_path.h"
#include "shim/cgroup_files.h"

namespace millrace::shim {
namespace {

constexpr base::Duration kBeatEvery{2000};
constexpr base::Duration kLookEvery{500};  // at `desired`, should a wake be lost
constexpr base::Duration kDrainAtMost{10'000};
constexpr int kReadsPerRound = 16;

// 0 wants what the node allows.
std::int64_t within(std::int64_t wanted, std::int64_t allowed) {
  return wanted > 0 ? std::min(wanted, allowed) : allowed;
}

// What is shown inside lies where earlier runs may have written: a link there would show something
// else of the machine.
Result<void> check_sources(const ShimPlan& plan) {
  for (const auto& mount : plan.mounts) {
    auto opened = io::open_without_links(mount.source, O_PATH);
    if (opened) continue;
    if (opened.error().code != ErrorCode::kForbidden) return opened.error();
    return fail(ErrorCode::kForbidden, "what is to be mounted at " + mount.target +
                                           " lies behind a symbolic link; name the folder itself");
  }
  return {};
}

}  // namespace

Keeper::Keeper(InstanceFolder folder, protocol::InstanceSpec spec, ShimPlan plan,
               io::FileSystem& fs, Clock& clock)
    : folder_(std::move(folder)),
      spec_(std::move(spec)),
      plan_(std::move(plan)),
      fs_(fs),
      clock_(clock),
      group_(open_cgroup(plan_.cgroup)) {}

Result<void> Keeper::run() {
  TRY(folder_.preallocate());
  beat();
  protocol::ExitRecord record;
  if (const auto ready = prepare(); ready)
    record = hold();
  else
    record.start_error = "SandboxFailed: " + ready.error().message;
  record.stopped = record.stopped || stop_wanted_;
  record.ended_at_ms = base::unix_ms(clock_.now());
  doors_.reset();
  if (group_ && !group_->processes().empty()) kill_until_empty(*group_, clock_, kDrainAtMost);
  if (log_)
    if (const auto synced = log_->sync(); !synced)
      log_error("shim", "the log is not safe", {{"why", synced.error().message}});
  const auto written = folder_.write_exit(record);
  if (group_) [[maybe_unused]]
    const auto ignored = group_->remove();
  return written;
}

Result<void> Keeper::prepare() {
  for (const auto& [controller, folder] : plan_.shim_cgroup.folders) {
    TRY(make_group(folder));
    TRY(put(folder + "/cgroup.procs", "0"));
  }
  const auto total = static_cast<std::uint64_t>(within(spec_.log_bytes_max, plan_.log_bytes_max));
  const auto piece = static_cast<std::uint64_t>(plan_.log_segment_bytes);
  TRY_ASSIGN(log_, LogWriter::open(fs_, folder_.path(), {piece, total}, clock_));
  doors_.emplace(loop_, folder_, [this] { look_at_desired(); });
  TRY(doors_->open(spec_.ports));
  if (!group_) return {};
  protocol::Resources resources = spec_.resources;
  resources.pids = within(resources.pids, plan_.pids_max);
  return group_->create(resources);
}

protocol::ExitRecord Keeper::hold() {
  look_at_desired();
  protocol::ExitRecord record;
  if (!spec_.requirements.empty() && !stop_wanted_) record.start_error = install_requirements();
  if (stop_wanted_) record.start_error = "StoppedBeforeStart: stopped before the command started";
  if (!record.start_error.empty()) return record;
  ShimPlan plan = plan_;
  if (!plan.venv.empty())
    plan.mounts.push_back({plan.venv, std::string(kVenvInside), protocol::MountAccess::kReadOnly});
  const auto ending = run_stage(plan, order(spec_.command), Stage::kCommand);
  if (ending) return record_of(*ending);
  record.start_error = "SandboxFailed: " + ending.error().message;
  return record;
}

protocol::ExitRecord Keeper::record_of(const Ending& ending) const {
  protocol::ExitRecord record;
  record.duration_ms = ending.duration_ms;
  if (!ending.started) {
    record.start_error = ending.why;
    if (stop_wanted_)
      record.start_error = "StoppedBeforeStart: stopped before the command started";
    else if (record.start_error.empty())
      record.start_error =
          "SandboxFailed: " + (log_->recent().empty() ? "it ended without a word" : log_->recent());
    return record;
  }
  // Without a status the tree died with its PID 1: killed from outside, by us or for memory.
  const int status = ending.status.value_or(SIGKILL);
  if (WIFSIGNALED(status))
    record.signal = WTERMSIG(status);
  else
    record.exit_code = WEXITSTATUS(status);
  record.out_of_memory = ending.out_of_memory && (record.signal != 0 || record.exit_code != 0);
  return record;
}

InsideOrder Keeper::order(std::vector<std::string> command) const {
  return {.uid = plan_.uid,
          .gid = plan_.gid,
          .groups = plan_.groups,
          .command = std::move(command),
          .env = plan_.env,
          .working_directory = spec_.working_directory};
}

Result<Keeper::Ending> Keeper::run_stage(const ShimPlan& plan, const InsideOrder& order,
                                         Stage stage) {
  TRY(check_sources(plan));
  const std::int64_t oom_before = group_ ? group_->oom_kills() : 0;
  TRY_ASSIGN(Sandbox sandbox, Sandbox::start(plan, order, group_.get()));
  Ending ending;
  bool ended = false;
  output_ended_ = false;
  loop_.watch(sandbox.output(), POLLIN, [&](short) { take_output(sandbox); });
  loop_.watch(sandbox.control(), POLLIN, [&](short) { hear(sandbox, ending); });
  loop_.watch(sandbox.ended(), POLLIN, [&](short) { ended = true; });
  const bool command = stage == Stage::kCommand;
  while (!ended && !ending.status && ending.why.empty()) {
    TRY(loop_.run_once(kLookEvery));
    if (command && ending.started && heartbeat_.phase == HeldPhase::kPreparing) {
      doors_->set_inside(sandbox.control());
      exec_boottime_ = clock_.boottime();
      heartbeat_.phase = HeldPhase::kRunning;
      heartbeat_.started_at_ms = base::unix_ms(clock_.now());
      beat();
    }
    tick(command ? &sandbox : nullptr, ending);
    if (kill_at_ && clock_.monotonic() >= *kill_at_) ending.killed = true;
    if (ending.killed) break;
  }
  if (ended) hear(sandbox, ending);  // what it said last
  if (command && ending.started) ending.duration_ms = (clock_.boottime() - exec_boottime_).count();
  loop_.forget(sandbox.ended());
  loop_.forget(sandbox.control());
  doors_->set_inside(-1);
  sandbox.kill_tree(clock_);
  drain(sandbox);
  loop_.forget(sandbox.output());
  TRY(sandbox.wait());
  ending.out_of_memory = group_ && group_->oom_kills() > oom_before;
  return ending;
}

// Never blocks: the socket says itself whether there is something.
void Keeper::hear(Sandbox& sandbox, Ending& ending) {
  pollfd readable{sandbox.control(), POLLIN, 0};
  while (::poll(&readable, 1, 0) > 0) {
    auto packet = receive_packet(sandbox.control());
    if (!packet || !*packet) {
      loop_.forget(sandbox.control());
      return;
    }
    const json::Value& body = (*packet)->body;
    const std::string what = body.string_or("is", "");
    if (what == "started")
      ending.started = true;
    else if (what == "failed")
      ending.why = body.string_or("why", "SandboxFailed: no reason given");
    else if (what == "exited")
      ending.status = static_cast<int>(body.int_or("status", 0));
    else
      doors_->answered(*std::move(*packet));
  }
}

void Keeper::take_output(Sandbox& sandbox) {
  std::array<char, 65536> buffer;
  for (int i = 0; i < kReadsPerRound; ++i) {
    const ssize_t n = ::read(sandbox.output(), buffer.data(), buffer.size());
    if (n > 0) {
      log_->append(std::string_view(buffer.data(), static_cast<std::size_t>(n)));
      continue;
    }
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    output_ended_ = true;
    loop_.forget(sandbox.output());
    return;
  }
}

// All writers are dead, or dying: the pipe ends.
void Keeper::drain(Sandbox& sandbox) {
  const base::Duration until = clock_.monotonic() + kDrainAtMost;
  while (!output_ended_ && clock_.monotonic() < until)
    if (!loop_.run_once(base::Duration(100))) return;
  if (!output_ended_)
    log_warning("shim", "somebody still holds the output", {{"folder", folder_.path()}});
  static_cast<void>(sandbox);
}

void Keeper::tick(Sandbox* sandbox, const Ending& ending) {
  const base::Duration now = clock_.monotonic();
  if (now - last_beat_ >= kBeatEvery) beat();
  if (now - last_look_ >= kLookEvery) look_at_desired();
  if (!stop_wanted_ || kill_at_) return;
  heartbeat_.phase = HeldPhase::kStopping;
  beat();
  kill_at_ = now;
  if (!sandbox || !ending.started) return;
  kill_at_ = now + std::chrono::seconds(spec_.stop_grace_s);
  [[maybe_unused]] const auto ignored =
      send_packet(sandbox->control(), {{"do", "signal"}, {"number", SIGTERM}});
}

void Keeper::look_at_desired() {
  last_look_ = clock_.monotonic();
  const auto desired = folder_.desired();
  if (desired && *desired == Desired::kStop) stop_wanted_ = true;
}

void Keeper::beat() {
  last_beat_ = clock_.monotonic();
  heartbeat_.at_ms = base::unix_ms(clock_.now());
  if (heartbeat_.started_at_ms != 0)
    heartbeat_.running_ms = (clock_.boottime() - exec_boottime_).count();
  if (const auto written = folder_.write_heartbeat(heartbeat_); !written)
    log_warning("shim", "no heartbeat", {{"why", written.error().message}});
}

}  // namespace millrace::shim
