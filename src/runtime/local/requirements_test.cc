// Python requirements: built inside, kept by hash, and told when they cannot be had.
#include "io/subprocess.h"
#include "runtime/local/testing.h"

namespace millrace::runtime {
namespace {

constexpr const char* kMakeWheel = R"PY(
import sys, zipfile
with zipfile.ZipFile(sys.argv[1] + "/demo-1.0-py3-none-any.whl", "w") as z:
    z.writestr("demo.py", "answer = 42\n")
    z.writestr("demo-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n")
    z.writestr("demo-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    z.writestr("demo-1.0.dist-info/RECORD", "demo.py,,\ndemo-1.0.dist-info/METADATA,,\ndemo-1.0.dist-info/WHEEL,,\ndemo-1.0.dist-info/RECORD,,\n")
)PY";

class Requirements : public LocalRuntimeTest {
 protected:
  void SetUp() override {
    LocalRuntimeTest::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(io::system_files().make_directories(path("wheels"), 0755));
    const auto made = io::capture({.argv = {"/usr/bin/python3", "-c", kMakeWheel, path("wheels")}});
    ASSERT_TRUE(made && made->status.success()) << made->err;
  }
  protocol::InstanceSpec with(const std::string& requirements, const std::string& script,
                              std::int64_t instance = 0) {
    auto out = spec(script, instance);
    out.requirements = requirements;
    out.env = {{"PIP_NO_INDEX", "1"}};
    out.mounts = {{path("wheels"), "/work/mount/wheels", protocol::MountAccess::kReadOnly}};
    return out;
  }
};

constexpr const char* kDemo = "/work/mount/wheels/demo-1.0-py3-none-any.whl\n";
constexpr const char* kUse =
    "pip --version >/dev/null; which pip python3; python3 -c 'import demo; print(demo.answer)'";

TEST_F(Requirements, BuiltOnceAndFoundByPython) {
  ASSERT_TRUE(runtime_->ensure(key(), {with(kDemo, kUse, 0), with(kDemo, kUse, 1)}));
  EXPECT_EQ(wait_for_exit(0).exit_code, 0) << log(0);
  EXPECT_EQ(wait_for_exit(1).exit_code, 0) << log(1);
  EXPECT_TRUE(log(0).ends_with("/opt/venv/bin/pip\n/opt/venv/bin/python3\n42\n")) << log(0);
  EXPECT_TRUE(log(1).ends_with("/opt/venv/bin/pip\n/opt/venv/bin/python3\n42\n")) << log(1);
  const std::string both = log(0) + log(1);
  const std::string said = "[millrace: installing the requirements]";
  EXPECT_NE(both.find(said), std::string::npos);
  EXPECT_EQ(both.find(said), both.rfind(said));
  EXPECT_NE(both.find("Successfully installed demo"), std::string::npos);
  // The next job finds it and cannot change it.
  run(with(kDemo, "touch /opt/venv/x || echo refused", 2));
  EXPECT_TRUE(log(2).ends_with("refused\n"));
  EXPECT_EQ(log(2).find(said), std::string::npos);
}

TEST_F(Requirements, FailureIsTold) {
  const auto exit = run(with("no-such-package-here==1.0\n", "true"));
  EXPECT_TRUE(exit.start_error.starts_with("RequirementsFailed: ")) << exit.start_error;
  EXPECT_NE(exit.start_error.find("no-such-package-here"), std::string::npos) << exit.start_error;
  EXPECT_NE(log().find("no-such-package-here"), std::string::npos);
}

TEST_F(Requirements, StopWhileInstalling) {
  auto slow = with("/work/home/slow\n", "true");
  // Its build never ends.
  ASSERT_EQ(run(spec("mkdir /work/home/slow; printf 'import time\\nprint(1, "
                     "flush=True)\\ntime.sleep(1000)\\n' "
                     "> /work/home/slow/setup.py",
                     1))
                .exit_code,
            0);
  slow.env.push_back({"PIP_NO_BUILD_ISOLATION", "0"});
  ASSERT_TRUE(runtime_->ensure(key(), {slow}));
  ASSERT_TRUE(wait_for_log("Processing"));
  EXPECT_EQ(see().phase, InstanceObservation::Phase::kStarting);
  ASSERT_TRUE(runtime_->ensure_gone(key()));
  const auto exit = wait_for_exit();
  EXPECT_TRUE(exit.start_error.starts_with("StoppedBeforeStart")) << exit.start_error;
  EXPECT_TRUE(exit.stopped);
}

}  // namespace
}  // namespace millrace::runtime
