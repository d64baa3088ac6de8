// The same without being root. As root, the tests run this program again as another user.
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

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

TEST_F(AsUser, IsRefusedTheWorldOutside) {
  EXPECT_FALSE(runtime_->facts()->no_egress.empty());
  auto what = spec("true");
  what.egress = protocol::Egress::kOut;
  const auto refused = runtime_->ensure(key(), {what});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
}

TEST(WithoutRoot, RunsToo) {
  if (::geteuid() != 0) GTEST_SKIP() << "not root: the tests below run by themselves";
  std::string folder = testing::TempDir() + "millrace-user-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  ASSERT_EQ(::chown(folder.c_str(), 65534, 65534), 0);
  std::string program(4096, '\0');
  const ssize_t length = ::readlink("/proc/self/exe", program.data(), program.size());
  ASSERT_GT(length, 0);
  program.resize(static_cast<std::size_t>(length));
  ::setenv("TEST_TMPDIR", (folder + "/").c_str(), 1);
  const auto done = io::capture({.argv = {"setpriv", "--reuid", "65534", "--regid", "65534",
                                          "--clear-groups", program, "--gtest_filter=AsUser.*"}},
                                {.timeout = Duration(120'000)});
  ::unsetenv("TEST_TMPDIR");
  ASSERT_TRUE(io::system_files().remove_tree(folder));
  ASSERT_TRUE(done);
  EXPECT_TRUE(done->status.success()) << done->out << done->err;
  EXPECT_NE(done->out.find("[==========] 4 tests"), std::string::npos) << done->out;
}

}  // namespace
}  // namespace millrace::runtime
