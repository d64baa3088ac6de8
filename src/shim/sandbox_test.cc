// The sandbox's command line, and the relay between two sockets.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>

#include "base/thread.h"
#include "io/socket.h"
#include "shim/messages.h"
#include "shim/relay.h"
#include "shim/sandbox_arguments.h"

namespace millrace::shim {
namespace {

ShimPlan plan() {
  ShimPlan out;
  out.shim_program = "/opt/shim";
  out.sandbox_program = "/usr/bin/bwrap";
  out.uid = 200'000;
  out.hostname = "h";
  out.network_namespace = "/run/net";
  out.root = {{"/usr", ""}, {"/bin", "usr/bin"}};
  out.mounts = {{"/d/code", "/work/mount/code", protocol::MountAccess::kReadOnly},
                {"/d/home", "/work/home", protocol::MountAccess::kReadWrite}};
  return out;
}

// Do these words stand side by side?
bool has(const std::vector<std::string>& words, const std::vector<std::string>& wanted) {
  return std::search(words.begin(), words.end(), wanted.begin(), wanted.end()) != words.end();
}

TEST(SandboxArguments, AsRootKeepsOnlyWhatBecomesTheUser) {
  const auto words = sandbox_arguments(plan(), {"inside"});
  EXPECT_EQ(words.front(), "/usr/bin/bwrap");
  EXPECT_TRUE(has(words, {"--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID",
                          "--cap-add", "CAP_SETPCAP"}));
  EXPECT_FALSE(has(words, {"--unshare-user"}));
  EXPECT_FALSE(has(words, {"--unshare-net"}));
  EXPECT_TRUE(has(words, {"--ro-bind-try", "/usr", "/usr"}));
  EXPECT_TRUE(has(words, {"--symlink", "usr/bin", "/bin"}));
  EXPECT_TRUE(has(words, {"--bind", "/d/home", "/work/home"}));
  EXPECT_TRUE(has(words, {"--ro-bind", "/d/code", "/work/mount/code"}));
  EXPECT_TRUE(has(words, {"--perms", "0755", "--dir", "/work/mount"}));
  EXPECT_TRUE(has(words, {"--remount-ro", "/", "--", "/run/millrace-shim", "inside"}));
  EXPECT_FALSE(has(words, {"--ro-bind", "/", "/"}));
}

TEST(SandboxArguments, WithoutRootANamespaceOfUsers) {
  ShimPlan p = plan();
  p.uid = -1;
  p.network_namespace.clear();
  const auto words = sandbox_arguments(p, {"inside"});
  EXPECT_TRUE(has(words, {"--unshare-user", "--disable-userns", "--cap-drop", "ALL"}));
  EXPECT_TRUE(has(words, {"--unshare-net"}));
  EXPECT_FALSE(has(words, {"--cap-add"}));
}

TEST(SandboxArguments, ParentsBeforeWhatIsMountedInThem) {
  ShimPlan p = plan();
  p.mounts.push_back({"/d/deep", "/work/home/a/b", protocol::MountAccess::kReadOnly});
  p.mounts.push_back({"/d/work", "/work", protocol::MountAccess::kReadOnly});
  const auto words = sandbox_arguments(p, {});
  const auto at = [&](const char* target) { return std::find(words.begin(), words.end(), target); };
  EXPECT_LT(at("/d/work"), at("/d/home"));
  EXPECT_LT(at("/d/home"), at("/d/deep"));
}

TEST(Messages, PacketsKeepTheirBordersAndDescriptors) {
  auto pair = packet_pair();
  ASSERT_TRUE(pair);
  ASSERT_TRUE(send_packet(pair->first.get(), {{"do", "one"}}));
  ASSERT_TRUE(send_packet(pair->first.get(), {{"do", "two"}}, pair->second.get()));
  EXPECT_EQ((*receive_packet(pair->second.get()))->body.string_or("do", ""), "one");
  auto second = receive_packet(pair->second.get());
  EXPECT_TRUE((*second)->fd);
  EXPECT_FALSE(send_packet(pair->first.get(), {{"x", std::string(kPacketBytes, 'x')}}));
  pair->first.reset();
  EXPECT_FALSE(*receive_packet(pair->second.get()));
}

TEST(Relay, CopiesBothWaysAndPassesEndsOn) {
  auto left = *io::socket_pair(), right = *io::socket_pair();
  PollLoop loop;
  bool done = false;
  Relay relay(loop, std::move(left.second), std::move(right.first), [&] { done = true; });
  const std::string much(2'000'000, 'm');
  base::Thread writer("writer", [&] {
    EXPECT_TRUE(io::send_all(left.first.get(), much));
    ::shutdown(left.first.get(), SHUT_WR);
  });
  std::string got, back;
  base::Thread reader("reader", [&] {
    while (true) {
      const auto part = io::receive_some(right.second.get(), 65536, base::Duration(20'000));
      if (!part || part->empty()) break;
      got += *part;
    }
    EXPECT_TRUE(io::send_all(right.second.get(), "thanks"));
    right.second.reset();
  });
  while (!done) ASSERT_TRUE(loop.run_once(base::Duration(20'000)));
  writer.join();
  reader.join();
  EXPECT_EQ(got.size(), much.size());
  EXPECT_EQ(*io::receive_some(left.first.get(), 100, base::Duration(1000)), "thanks");
}

}  // namespace
}  // namespace millrace::shim
