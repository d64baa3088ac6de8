#include "runtime/local/network.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/strings.h"
#include "base/thread.h"
#include "io/fd.h"
#include "io/file_system.h"
#include "shim/cgroup_files.h"

namespace millrace::runtime {
namespace {

constexpr long kNsfsMagic = 0x6e736673;

bool is_pinned(const std::string& file) {
  struct statfs info {};
  return ::statfs(file.c_str(), &info) == 0 && static_cast<long>(info.f_type) == kNsfsMagic;
}

Result<void> raise_loopback() {
  const io::Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return base::from_errno(errno, "raise the loopback");
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  if (::ioctl(socket.get(), SIOCSIFFLAGS, &request) != 0)
    return base::from_errno(errno, "raise the loopback");
  return {};
}

// In a thread of its own: the namespace is the thread's and ends with it, but for the pin.
Result<void> make_namespace(const std::string& file) {
  Result<void> result;
  base::Thread maker("netns", [&] {
    const auto make = [&]() -> Result<void> {
      if (::unshare(CLONE_NEWNET) != 0) return base::from_errno(errno, "make a network");
      TRY(raise_loopback());
      if (::mount("/proc/thread-self/ns/net", file.c_str(), nullptr, MS_BIND, nullptr) != 0)
        return base::from_errno(errno, "pin the network " + file);
      return {};
    };
    result = make();
  });
  maker.join();
  return result;
}

}  // namespace

Result<std::string> Network::ensure(const std::string& name, protocol::Egress egress) {
  const base::MutexLock lock(mutex_);
  const std::string path = file(name);
  if (!is_pinned(path)) {
    TRY(io::system_files().make_directories(folder_, 0700));
    const io::Fd pin(::open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0400));
    if (!pin) return base::from_errno(errno, "pin the network " + path);
    TRY(make_namespace(path));
  }
  if (egress == protocol::Egress::kOut) TRY(egress_.connect(name, path));
  return path;
}

Result<void> Network::remove(const std::string& name) {
  const base::MutexLock lock(mutex_);
  const std::string path = file(name);
  TRY(egress_.disconnect(name));
  if (is_pinned(path) && ::umount2(path.c_str(), MNT_DETACH) != 0)
    return base::from_errno(errno, "let the network " + path + " go");
  if (::unlink(path.c_str()) != 0 && errno != ENOENT)
    return base::from_errno(errno, "remove " + path);
  return {};
}

NetworkCounters sum_counters(std::string_view text) {
  // "  eth0: bytes packets errs drop fifo frame compressed multicast bytes …"
  NetworkCounters out;
  for (const auto line : base::split(text, '\n')) {
    const auto colon = line.find(':');
    if (colon == line.npos || base::trim(line.substr(0, colon)) == "lo") continue;
    std::vector<std::int64_t> numbers;
    for (const auto word : base::split(line.substr(colon + 1), ' '))
      if (!word.empty()) numbers.push_back(base::parse_int(word).value_or(0));
    if (numbers.size() < 9) continue;
    out.in_bytes += numbers[0];
    out.out_bytes += numbers[8];
  }
  return out;
}

std::optional<NetworkCounters> network_counters(int pid) {
  const std::string text = shim::get("/proc/" + std::to_string(pid) + "/net/dev");
  if (text.empty()) return std::nullopt;
  return sum_counters(text);
}

}  // namespace millrace::runtime
