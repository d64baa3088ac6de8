#include "runtime/local/testing.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>

#include "base/strings.h"
#include "shim/cgroup_files.h"

namespace millrace::runtime {
namespace {

using Phase = InstanceObservation::Phase;
constexpr Duration kWithin{30'000};

}  // namespace

void LocalRuntimeTest::SetUp() {
  if (::access("/usr/bin/bwrap", X_OK) != 0) GTEST_SKIP() << "bubblewrap is not installed";
  if (::geteuid() != 0) GTEST_SKIP() << "not root: the walls under test are not there";
  make_data();
}

void LocalRuntimeTest::make_data() {
  std::string name = testing::TempDir() + "millrace-runtime-XXXXXX";
  ASSERT_NE(::mkdtemp(name.data()), nullptr);
  data_ = name;
  // Users of the instances must be able to pass.
  ASSERT_EQ(::chmod(data_.c_str(), 0711), 0);
  open();
}

void LocalRuntimeTest::TearDown() {
  if (!runtime_) return;
  const auto seen = runtime_->observe();
  ASSERT_TRUE(seen);
  for (const auto& attempt : seen->attempts) {
    EXPECT_TRUE(runtime_->ensure_gone(attempt.key));
    wait_until("all to end", [&] { return runtime_->forget(attempt.key).has_value(); });
  }
  wait_until("the shims to be gone", [&] { return processes_with(data_).empty(); });
  runtime_.reset();
  EXPECT_TRUE(io::system_files().remove_tree(data_));
}

LocalOptions LocalRuntimeTest::options() const {
  const char* programs = std::getenv("MILLRACE_BIN_DIR");
  return {.data = data_,
          .shim_program = std::string(programs ? programs : "build/bin") + "/millrace-shim",
          .node = "node0",
          .log_segment_bytes = 64 << 10,
          .volatile_folder = "/run/millrace-test"};
}

void LocalRuntimeTest::open() {
  runtime_.reset();
  auto opened = LocalRuntime::open(options(), io::system_files(), clock_);
  ASSERT_TRUE(opened) << opened.error().message;
  runtime_ = *std::move(opened);
}

protocol::InstanceSpec LocalRuntimeTest::spec(const std::string& script, std::int64_t instance) {
  protocol::InstanceSpec out;
  out.run_id = "0run";
  out.instance = instance;
  out.node = "node0";
  out.workspace = "0team";
  out.user = "0alice";
  out.command = {"/bin/bash", "-c", script};
  out.working_directory = "/work/home";
  out.stop_grace_s = 1;
  return out;
}

InstanceObservation LocalRuntimeTest::see(std::int64_t instance, std::int64_t attempt) {
  const auto seen = runtime_->observe();
  if (seen)
    for (const auto& a : seen->attempts)
      for (const auto& i : a.instances)
        if (a.key == key(attempt) && i.instance == instance) return i;
  return {.instance = -1};
}

bool LocalRuntimeTest::wait_until(const std::string& what, const std::function<bool()>& holds) {
  const Duration until = clock_.monotonic() + kWithin;
  while (!holds()) {
    if (clock_.monotonic() > until) {
      ADD_FAILURE() << "waited in vain for " << what;
      return false;
    }
    clock_.sleep_for(Duration(5));
  }
  return true;
}

protocol::ExitRecord LocalRuntimeTest::wait_for_exit(std::int64_t instance) {
  wait_until("its end", [&] { return see(instance).phase == Phase::kExited; });
  const auto exit = see(instance).exit;
  return exit ? *exit : protocol::ExitRecord{.exit_code = -1};
}

protocol::ExitRecord LocalRuntimeTest::run(const protocol::InstanceSpec& what) {
  const auto ensured = runtime_->ensure(key(), {what});
  EXPECT_TRUE(ensured) << ensured.error().message;
  return wait_for_exit(what.instance);
}

std::string LocalRuntimeTest::log(std::int64_t instance, const std::string& cursor) {
  std::string out, next = cursor;
  while (true) {
    auto chunk = runtime_->read(key(), instance, Stream::kLog, next, 1 << 20);
    EXPECT_TRUE(chunk) << chunk.error().message;
    if (!chunk) return out;
    out += chunk->bytes;
    next = chunk->next;
    if (chunk->end != Chunk::End::kMoreNow) return out;
  }
}

bool LocalRuntimeTest::wait_for_log(const std::string& text, std::int64_t instance) {
  return wait_until("the log to say " + text,
                    [&] { return log(instance).find(text) != std::string::npos; });
}

std::vector<int> processes_with(const std::string& text) {
  std::vector<int> out;
  const auto names = io::system_files().list("/proc");
  if (!names) return out;
  for (const auto& name : *names) {
    const auto pid = base::parse_int(name);
    if (!pid || *pid == ::getpid()) continue;
    std::string command = shim::get("/proc/" + name + "/cmdline");
    std::replace(command.begin(), command.end(), '\0', ' ');
    if (command.find(text) == std::string::npos) continue;
    // Ended ones may wait for their parent: "pid (name) Z …".
    const std::string state = shim::get("/proc/" + name + "/stat");
    const auto after_name = state.rfind(") ");
    if (after_name != std::string::npos && state[after_name + 2] != 'Z')
      out.push_back(static_cast<int>(*pid));
  }
  return out;
}

}  // namespace millrace::runtime
