// What every runtime promises (runtime.h), on the local one and on the fake. The fake's clock is
// moved while we wait; the local one's moves by itself.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "io/file_system.h"
#include "runtime/fake_runtime.h"
#include "runtime/local/testing.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

namespace millrace::runtime {
namespace {

using Phase = InstanceObservation::Phase;

// Commands that both kinds understand.
constexpr const char* kExit3 = "echo hello; exit 3";
constexpr const char* kForever = "echo hello; exec sleep 1000";
constexpr const char* kStubborn = "echo hello; trap '' TERM; while :; do sleep 0.05; done";
constexpr const char* kMissing = "";  // no such program

class Under {
 public:
  virtual ~Under() = default;
  virtual Runtime& runtime() = 0;
  virtual void pass_time() = 0;
};

class FakeUnder final : public Under {
 public:
  Runtime& runtime() override { return runtime_; }
  void pass_time() override { clock_.advance(Duration(50)); }

 private:
  static FakeBehaviour behave(const protocol::InstanceSpec& spec) {
    FakeBehaviour out{.log = "hello\n"};
    const std::string& script = spec.command.back();
    if (script == kExit3) out.end.exit_code = 3;
    if (script == kForever || script == kStubborn) out.run_for = FakeBehaviour::kForever;
    if (script == kStubborn) out.on_term = FakeBehaviour::OnTerm::kIgnores;
    if (script == kMissing) out.end.start_error = "CommandNotFound: no such program";
    return out;
  }
  base::FakeClock clock_;
  FakeRuntime runtime_{clock_, 1, [](const auto&, const auto& spec) { return behave(spec); }};
};

class LocalUnder final : public Under {
 public:
  LocalUnder() {
    std::string name = testing::TempDir() + "millrace-contract-XXXXXX";
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    EXPECT_EQ(::chmod(name.c_str(), 0711), 0);
    data_ = name;
    const char* programs = std::getenv("MILLRACE_BIN_DIR");
    const std::string shim = std::string(programs ? programs : "build/bin") + "/millrace-shim";
    auto opened = LocalRuntime::open(
        {.data = data_, .shim_program = shim, .volatile_folder = "/run/millrace-test"},
        io::system_files(), base::system_clock());
    EXPECT_TRUE(opened);
    runtime_ = *std::move(opened);
  }
  ~LocalUnder() override {
    while (!processes_with(data_).empty()) pass_time();  // all are told to end: seconds at most
    runtime_.reset();
    EXPECT_TRUE(io::system_files().remove_tree(data_));
  }
  Runtime& runtime() override { return *runtime_; }
  void pass_time() final { base::system_clock().sleep_for(Duration(5)); }

 private:
  std::string data_;
  std::unique_ptr<LocalRuntime> runtime_;
};

class RuntimeContract : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string which = GetParam();
    if (which == "local" && (::geteuid() != 0 || ::access("/usr/bin/bwrap", X_OK) != 0))
      GTEST_SKIP() << "needs root and bubblewrap";
    if (which == "local")
      under_ = std::make_unique<LocalUnder>();
    else
      under_ = std::make_unique<FakeUnder>();
  }
  void TearDown() override {
    if (!under_) return;
    const auto seen = runtime().observe();
    ASSERT_TRUE(seen);
    for (const auto& attempt : seen->attempts) {
      EXPECT_TRUE(runtime().ensure_gone(attempt.key));
      wait_until([&] { return runtime().forget(attempt.key).has_value(); });
    }
  }
  Runtime& runtime() { return under_->runtime(); }

  static std::vector<protocol::InstanceSpec> specs(const std::string& script, int count = 1) {
    std::vector<protocol::InstanceSpec> out;
    for (int i = 0; i < count; ++i) {
      protocol::InstanceSpec spec;
      spec.run_id = "0run";
      spec.instance = i;
      spec.node = "local";
      spec.user = "0alice";
      spec.command = {"/bin/bash", "-c", script};
      if (script.empty()) spec.command = {"/no/such/program", ""};
      spec.working_directory = "/tmp";
      spec.stop_grace_s = 1;
      out.push_back(spec);
    }
    return out;
  }
  void wait_until(const std::function<bool()>& holds) {
    const Duration until = base::system_clock().monotonic() + Duration(30'000);
    while (!holds()) {
      ASSERT_LT(base::system_clock().monotonic(), until) << "waited in vain";
      under_->pass_time();
    }
  }
  std::optional<InstanceObservation> see(std::int64_t instance = 0) {
    const auto seen = runtime().observe();
    if (!seen) return std::nullopt;
    EXPECT_EQ(seen->completeness, Observation::Completeness::kComplete);
    for (const auto& attempt : seen->attempts)
      for (const auto& i : attempt.instances)
        if (attempt.key == key_ && i.instance == instance) return i;
    return std::nullopt;
  }
  void wait_for(Phase phase, std::int64_t instance = 0) {
    wait_until([&] {
      const auto seen = see(instance);
      return seen && seen->phase == phase;
    });
  }
  std::string read_all(std::int64_t instance = 0) {
    std::string out, cursor;
    wait_until([&] {
      const auto chunk = runtime().read(key_, instance, Stream::kLog, cursor, 3);
      if (!chunk) return false;
      out += chunk->bytes;
      cursor = chunk->next;
      return chunk->end == Chunk::End::kEnd;
    });
    return out;
  }

  const AttemptKey key_{"0run", 1};
  std::unique_ptr<Under> under_;
};

TEST_P(RuntimeContract, KnowsNothingAtFirst) {
  EXPECT_TRUE(runtime().observe()->attempts.empty());
  EXPECT_TRUE(runtime().forget(key_));
  EXPECT_TRUE(runtime().sample(key_)->empty());
  EXPECT_EQ(runtime().read(key_, 0, Stream::kLog, "", 10).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(*runtime().newest_checkpoint("0run"), "");
}

TEST_P(RuntimeContract, RunsToItsEnd) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(runtime().ensure(key_, specs(kExit3, 2)));
  for (int i = 0; i < 2; ++i) {
    wait_for(Phase::kExited, i);
    const auto seen = see(i);
    EXPECT_EQ(seen->exit->exit_code, 3);
    EXPECT_EQ(seen->exit->signal, 0);
    EXPECT_FALSE(seen->exit->stopped);
    EXPECT_GT(seen->started_at_ms, 0);
    EXPECT_GE(seen->exit->ended_at_ms, seen->started_at_ms);
    EXPECT_EQ(read_all(i), "hello\n");
  }
  // Asked again after its end, it does not begin again.
  ASSERT_TRUE(runtime().ensure(key_, specs(kExit3, 2)));
  EXPECT_EQ(see(0)->phase, Phase::kExited);
}

TEST_P(RuntimeContract, AnotherSpecificationIsAConflict) {
  ASSERT_TRUE(runtime().ensure(key_, specs(kForever)));
  EXPECT_EQ(runtime().ensure(key_, specs(kExit3)).error().code, ErrorCode::kConflict);
  wait_for(Phase::kRunning);
  EXPECT_EQ(runtime().forget(key_).error().code, ErrorCode::kConflict);
}

TEST_P(RuntimeContract, StopsAndStaysStopped) {
  ASSERT_TRUE(runtime().ensure(key_, specs(kForever)));
  wait_for(Phase::kRunning);
  EXPECT_EQ(runtime().sample(key_)->size(), 1u);
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(runtime().ensure_gone(key_));
  wait_for(Phase::kExited);
  EXPECT_TRUE(see()->exit->stopped);
  EXPECT_EQ(see()->exit->signal, 15);
  EXPECT_EQ(runtime().ensure(key_, specs(kForever)).error().code, ErrorCode::kConflict);
  EXPECT_EQ(see()->phase, Phase::kExited);
}

TEST_P(RuntimeContract, StubbornOnesAreKilled) {
  ASSERT_TRUE(runtime().ensure(key_, specs(kStubborn)));
  wait_for(Phase::kRunning);
  wait_until([&] { return !runtime().read(key_, 0, Stream::kLog, "", 9)->bytes.empty(); });
  for (int i = 0; i < 20; ++i) under_->pass_time();  // to where it ignores the signal
  ASSERT_TRUE(runtime().ensure_gone(key_));
  wait_for(Phase::kExited);
  EXPECT_EQ(see()->exit->signal, 9);
}

TEST_P(RuntimeContract, GoneBeforeItCame) {
  ASSERT_TRUE(runtime().ensure_gone(key_));
  EXPECT_EQ(runtime().ensure(key_, specs(kForever)).error().code, ErrorCode::kConflict);
  EXPECT_FALSE(see());
}

TEST_P(RuntimeContract, SaysWhyItCouldNotStart) {
  ASSERT_TRUE(runtime().ensure(key_, specs(kMissing)));
  wait_for(Phase::kExited);
  EXPECT_TRUE(see()->exit->start_error.starts_with("CommandNotFound: "));
}

TEST_P(RuntimeContract, ForgetsWhatIsOver) {
  ASSERT_TRUE(runtime().ensure(key_, specs(kExit3)));
  wait_for(Phase::kExited);
  ASSERT_TRUE(runtime().forget(key_));
  EXPECT_TRUE(runtime().observe()->attempts.empty());
  EXPECT_EQ(runtime().read(key_, 0, Stream::kLog, "", 10).error().code, ErrorCode::kNotFound);
}

TEST_P(RuntimeContract, LogCursors) {
  ASSERT_TRUE(runtime().ensure(key_, specs(kExit3)));
  wait_for(Phase::kExited);
  EXPECT_EQ(runtime().read(key_, 0, Stream::kLog, "2", 2)->bytes, "ll");
  EXPECT_EQ(runtime().read(key_, 0, Stream::kLog, "tail:1", 100)->bytes, "hello\n");
  EXPECT_EQ(runtime().read(key_, 0, Stream::kLog, "nonsense", 100).error().code,
            ErrorCode::kInvalid);
  EXPECT_EQ(runtime().read(key_, 0, Stream::kLog, "6", 100)->end, Chunk::End::kEnd);
}

INSTANTIATE_TEST_SUITE_P(All, RuntimeContract, testing::Values("fake", "local"),
                         [](const auto& which) { return std::string(which.param); });

}  // namespace
}  // namespace millrace::runtime
