#include "shim/outer.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>

#include "base/log.h"
#include "io/process_lock.h"
#include "shim/keeper.h"

namespace millrace::shim {
namespace {

constexpr int kOk = 0, kFailed = 1;

int say(const Error& error) {
  log_error("shim", error.message);
  return kFailed;
}

// Of its own: no terminal, no folder held, deaf to what is sent to the server's group.
void leave_the_server() {
  ::setsid();
  for (const int signal : {SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGPIPE}) ::signal(signal, SIG_IGN);
  if (::chdir("/") != 0) log_warning("shim", "cannot leave the folder");
}

int hold(const InstanceFolder& folder, io::FileSystem& fs, Clock& clock) {
  auto spec = folder.spec();
  if (!spec) return say(spec.error());
  auto plan = folder.plan();
  if (!plan) return say(plan.error());
  Keeper keeper(folder, *std::move(spec), *std::move(plan), fs, clock);
  if (const auto held = keeper.run(); !held) return say(held.error());
  return kOk;
}

}  // namespace

int start_outer(const std::string& path, io::FileSystem& fs, Clock& clock) {
  const InstanceFolder folder(fs, path);
  const auto lock = io::ProcessLock::acquire(folder.lock());
  if (!lock) return lock.error().code == ErrorCode::kConflict ? kOk : say(lock.error());
  // Under the lock: one that began is never begun again, whatever became of it.
  if (folder.exit() || folder.heartbeat()) return kOk;
  const pid_t pid = ::fork();
  if (pid < 0) return say(base::from_errno(errno, "start in the background"));
  if (pid > 0) return kOk;  // the child holds the lock too
  leave_the_server();
  return hold(folder, fs, clock);
}

}  // namespace millrace::shim
