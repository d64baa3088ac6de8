// The same without being root. As root, the tests run this program again as another user.
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "io/socket.h"
#include "io/subprocess.h"
#include "runtime/local/testing.h"

namespace millrace::runtime {
namespace {

class AsUser : public LocalRuntimeTest {
 protected:
  void SetUp() override {
    if (::geteuid() == 0) GTEST_SKIP() << "root: WithoutRoot.RunsToo runs these as another user";
    if (::access("/usr/bin/bwrap", X_OK) != 0) GTEST_SKIP() << "bubblewrap is not installed";
    make_data();
  }
};

TEST_F(AsUser, RunsAndSaysWhatIsMissing) {
  const auto exit = run(spec("id -u; id -un; echo hi > /work/output/x; cat /etc/shadow; exit 3"));
  EXPECT_EQ(exit.exit_code, 3) << exit.start_error;
  EXPECT_TRUE(log().starts_with(std::to_string(::geteuid()) + "\nmillrace\n")) << log();
  EXPECT_GE(runtime_->facts()->missing_walls.size(), 3u);
}

TEST_F(AsUser, LeavesNothingBehind) {
  ASSERT_TRUE(runtime_->ensure(
      key(), {spec("trap '' TERM; setsid sleep 54321 & echo up; while :; do sleep 0.05; done")}));
  ASSERT_TRUE(wait_for_log("up"));
  ASSERT_TRUE(runtime_->ensure_gone(key()));
  EXPECT_EQ(wait_for_exit().signal, 9);
  wait_until("its tree to die", [] { return processes_with("sleep 54321").empty(); });
}

TEST_F(AsUser, CannotLeave) {
  EXPECT_EQ(
      run(spec("unshare -U true || mount -t tmpfs x /tmp || ls " + data_ + " || exit 7")).exit_code,
      7);
}

// An address of this machine that is not the loopback; empty: it has none.
std::string own_address() {
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return "";
  std::string found;
  for (const ifaddrs* i = all; i != nullptr; i = i->ifa_next) {
    if (i->ifa_addr == nullptr || i->ifa_addr->sa_family != AF_INET) continue;
    if ((i->ifa_flags & IFF_LOOPBACK) != 0 || (i->ifa_flags & IFF_UP) == 0) continue;
    std::array<char, INET_ADDRSTRLEN> text{};
    const auto* address = reinterpret_cast<const sockaddr_in*>(i->ifa_addr);
    ::inet_ntop(AF_INET, &address->sin_addr, text.data(), text.size());
    found = text.data();
  }
  ::freeifaddrs(all);
  return found;
}

TEST_F(AsUser, ReachesTheWorldOutside) {
  if (const auto why = runtime_->facts()->no_egress; !why.empty()) GTEST_SKIP() << why;
  const std::string address = own_address();
  if (address.empty()) GTEST_SKIP() << "this machine has no address but the loopback";
  auto listener = io::listen_tcp("0.0.0.0", 0);
  ASSERT_TRUE(listener);
  const std::string port = std::to_string(*io::local_port(listener->get()));
  const auto connect_to = [&](const std::string& host) {
    return "/usr/bin/python3 -c \"import socket; socket.create_connection(('" + host + "'," + port +
           "),5); print('reached')\" 2>&1 | tail -1; ";
  };
  auto what = spec(connect_to(address) + connect_to("10.0.2.2") + "cat /etc/resolv.conf");
  what.egress = protocol::Egress::kOut;
  const auto exit = run(what);
  EXPECT_EQ(exit.exit_code, 0);
  EXPECT_EQ(exit.start_error, "");
  // The loopback of this machine stays out of reach.
  EXPECT_TRUE(log().starts_with("reached\n")) << log();
  EXPECT_EQ(log().find("reached", 1), std::string::npos) << log();
  EXPECT_NE(log().find("nameserver 10.0.2.3"), std::string::npos) << log();
}

TEST_F(AsUser, IsRefusedTheWorldOutside) {
  if (runtime_->facts()->no_egress.empty()) GTEST_SKIP() << "it can be had here";
  auto what = spec("true");
  what.egress = protocol::Egress::kOut;
  const auto refused = runtime_->ensure(key(), {what});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
}

// Twice: on the machine as it is, and with a /dev/net/tun that everybody may open.
class WithoutRoot : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(
    Machines, WithoutRoot,
    testing::Values("", "mknod -m 666 $0 c 10 200 && mount --bind $0 /dev/net/tun;"));

TEST_P(WithoutRoot, RunsToo) {
  if (::geteuid() != 0) GTEST_SKIP() << "not root: the tests below run by themselves";
  std::string folder = testing::TempDir() + "millrace-user-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  ASSERT_EQ(::chown(folder.c_str(), 65534, 65534), 0);
  std::string program(4096, '\0');
  const ssize_t length = ::readlink("/proc/self/exe", program.data(), program.size());
  ASSERT_GT(length, 0);
  program.resize(static_cast<std::size_t>(length));
  ::setenv("TEST_TMPDIR", (folder + "/").c_str(), 1);
  const std::string script = std::string(GetParam()) +
                             " exec setpriv --reuid 65534 --regid 65534 --clear-groups \"$1\" "
                             "--gtest_filter='AsUser.*'";
  const auto done =
      io::capture({.argv = {"unshare", "--mount", "sh", "-c", script, folder + "/tun", program}},
                  {.timeout = Duration(120'000)});
  ::unsetenv("TEST_TMPDIR");
  ASSERT_TRUE(io::system_files().remove_tree(folder));
  ASSERT_TRUE(done);
  EXPECT_TRUE(done->status.success()) << done->out << done->err;
  EXPECT_NE(done->out.find("[==========] 5 tests"), std::string::npos) << done->out;
}

}  // namespace
}  // namespace millrace::runtime
