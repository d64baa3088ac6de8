#include "shim/user_network.h"

#include <fcntl.h>
#include <linux/nsfs.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "json/value.h"

namespace millrace::shim {
namespace {

constexpr const char* kProgram = "slirp4netns";
constexpr const char* kTun = "/dev/net/tun";
constexpr int kInfoFd = 5, kBlockFd = 6;                           // after those of inside.h
constexpr int kReadyFd = 3, kNetFd = 4, kUserFd = 5, kLifeFd = 6;  // in slirp4netns
constexpr int kConnectAtMostMs = 10'000;

// The next bytes; empty at the end or when nothing came in time.
std::string next_bytes(int fd) {
  pollfd readable{fd, POLLIN, 0};
  if (::poll(&readable, 1, kConnectAtMostMs) <= 0) return "";
  std::array<char, 256> buffer;
  const ssize_t n = ::read(fd, buffer.data(), buffer.size());
  return n > 0 ? std::string(buffer.data(), static_cast<std::size_t>(n)) : "";
}

std::string own_fd(int number) {
  return "/proc/self/fd/" + std::to_string(number);
}

}  // namespace

Result<std::string> UserNetwork::program() {
  auto found = io::find_program(kProgram);
  if (!found) return fail(ErrorCode::kUnavailable, std::string("no program ") + kProgram);
  if (::access(kTun, R_OK | W_OK) != 0)
    return fail(ErrorCode::kUnavailable, std::string("the server's user may not open ") + kTun);
  return found;
}

Result<UserNetwork::Pipe> UserNetwork::pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return base::from_errno(errno, "make a pipe");
  return Pipe{io::Fd(ends[0]), io::Fd(ends[1])};
}

Result<UserNetwork> UserNetwork::prepare() {
  TRY_ASSIGN(Pipe info, pipe());
  TRY_ASSIGN(Pipe block, pipe());
  return UserNetwork(std::move(info), std::move(block));
}

std::vector<std::string> UserNetwork::arguments() {
  return {"--info-fd", std::to_string(kInfoFd), "--block-fd", std::to_string(kBlockFd)};
}

std::vector<std::pair<int, int>> UserNetwork::passed() const {
  return {{info_.write.get(), kInfoFd}, {block_.read.get(), kBlockFd}};
}

// bubblewrap writes {"child-pid": N, …} once the namespaces are there.
Result<int> UserNetwork::process_inside() {
  info_.write.reset();
  std::string text;
  while (!text.ends_with("}\n")) {
    const std::string more = next_bytes(info_.read.get());
    if (more.empty()) return fail(ErrorCode::kUnavailable, "the sandbox made no network");
    text += more;
  }
  TRY_ASSIGN(const json::Value info, json::parse(text));
  return static_cast<int>(info.int_or("child-pid", -1));
}

Result<void> UserNetwork::connect(const std::string& program) {
  TRY_ASSIGN(const int pid, process_inside());
  const std::string path = "/proc/" + std::to_string(pid) + "/ns/net";
  const io::Fd net(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!net) return base::from_errno(errno, "open the sandbox's network");
  // The process may have gone into a further user namespace, which has no say over the network.
  const io::Fd user(::ioctl(net.get(), NS_GET_USERNS));
  if (!user) return base::from_errno(errno, "find the owner of the sandbox's network");
  TRY_ASSIGN(Pipe ready, pipe());
  TRY_ASSIGN(life_, pipe());
  io::Command command{.argv = {program, "--configure", "--mtu=65520", "--disable-host-loopback",
                               "--netns-type=path", "--userns-path=" + own_fd(kUserFd),
                               "--ready-fd=" + std::to_string(kReadyFd),
                               "--exit-fd=" + std::to_string(kLifeFd), own_fd(kNetFd), "tap0"},
                      .out = io::Stream::null(),
                      .err = io::Stream::null(),
                      .pass = {{ready.write.get(), kReadyFd},
                               {net.get(), kNetFd},
                               {user.get(), kUserFd},
                               {life_.read.get(), kLifeFd}}};
  TRY_ASSIGN(io::Subprocess slirp, io::Subprocess::spawn(command));
  slirp_.push_back(std::move(slirp));
  ready.write.reset();
  if (next_bytes(ready.read.get()).empty())
    return fail(ErrorCode::kUnavailable, program + " could not connect the run's network");
  block_.read.reset();
  if (::write(block_.write.get(), "1", 1) != 1) return base::from_errno(errno, "free the sandbox");
  return {};
}

}  // namespace millrace::shim
