#include "shim/sandbox.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/log.h"
#include "json/value.h"
#include "shim/cgroup_files.h"
#include "shim/inside.h"
#include "shim/sandbox_arguments.h"

namespace millrace::shim {
namespace {

constexpr base::Duration kKillAtMost{60'000};

Result<io::Fd> order_file(const InsideOrder& order) {
  io::Fd fd(::memfd_create("order", MFD_CLOEXEC));
  if (!fd) return base::from_errno(errno, "make the order");
  const std::string text = json::dump(
      describe::encode(describe::Described<InsideOrder>::get(), describe::View::kSpec, &order));
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t n = ::write(fd.get(), text.data() + done, text.size() - done);
    if (n < 0) return base::from_errno(errno, "write the order");
    done += static_cast<std::size_t>(n);
  }
  return fd;
}

std::vector<std::string> trampoline(const ShimPlan& plan, const Cgroup* group) {
  std::vector<std::string> out{plan.shim_program, "enter"};
  if (group)
    for (auto& entrance : group->entrances()) out.push_back(std::move(entrance));
  if (!plan.network_namespace.empty()) {
    out.emplace_back("--net");
    out.push_back(plan.network_namespace);
  }
  out.emplace_back("--");
  for (auto& word : sandbox_arguments(plan, {"inside"})) out.push_back(std::move(word));
  return out;
}

}  // namespace

Result<Sandbox> Sandbox::start(const ShimPlan& plan, const InsideOrder& order, Cgroup* group) {
  TRY_ASSIGN(const io::Fd order_fd, order_file(order));
  TRY_ASSIGN(PacketPair control, packet_pair());
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return base::from_errno(errno, "make a pipe");
  io::Fd read_end(ends[0]), write_end(ends[1]);
  ::fcntl(read_end.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(read_end.get(), F_SETPIPE_SZ, 1 << 20);
  io::Command command{.argv = trampoline(plan, group),
                      .environment = std::vector<std::string>{},
                      .directory = "/",
                      .out = io::Stream::to_fd(write_end.get()),
                      .err = io::Stream::to_fd(write_end.get()),
                      .pass = {{control.second.get(), kControlFd}, {order_fd.get(), kOrderFd}}};
  std::optional<UserNetwork> network;
  if (!plan.user_network.empty()) {
    TRY_ASSIGN(network, UserNetwork::prepare());
    for (const auto& fd : network->passed()) command.pass.push_back(fd);
  }
  TRY_ASSIGN(io::Subprocess process, io::Subprocess::spawn(command));
  if (network) TRY(network->connect(plan.user_network));
  Sandbox sandbox(std::move(process), std::move(read_end), std::move(control.first), group);
  sandbox.network_ = std::move(network);
  return sandbox;
}

bool Sandbox::kill_tree(base::Clock& clock) {
  bool empty = true;
  if (group_) empty = kill_until_empty(*group_, clock, kKillAtMost);
  // PID 1 inside dies with bubblewrap, by the death signal and by the end of its control socket,
  // and the kernel kills the rest of its namespace before it is reaped.
  [[maybe_unused]] const auto ignored = process_.kill(SIGKILL);
  control_.reset();
  return empty;
}

int enter(const std::vector<std::string>& arguments) {
  std::size_t i = 0;
  for (; i < arguments.size() && arguments[i] != "--"; ++i) {
    if (arguments[i] == "--net" && i + 1 < arguments.size()) {
      const io::Fd net(::open(arguments[++i].c_str(), O_RDONLY | O_CLOEXEC));
      if (!net || ::setns(net.get(), CLONE_NEWNET) != 0) {
        log_error("shim", base::from_errno(errno, "join the network " + arguments[i]).message);
        return 1;
      }
    } else if (const auto joined = put(arguments[i], "0"); !joined) {
      log_error("shim", joined.error().message);
      return 1;
    }
  }
  if (i + 1 >= arguments.size()) return 2;
  std::vector<char*> words;
  for (++i; i < arguments.size(); ++i) words.push_back(const_cast<char*>(arguments[i].c_str()));
  words.push_back(nullptr);
  ::execv(words[0], words.data());
  log_error("shim", base::from_errno(errno, std::string("start ") + words[0]).message);
  return 1;
}

}  // namespace millrace::shim
