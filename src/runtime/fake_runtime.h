// A runtime in memory for simulations: instances are rows that start, run and end as the clock
// moves, and calls get lost, repeated or late as the seed decides. Keeps what truly happened, so
// that a test can compare it with what the control plane believes. Thread-safe.
#pragma once
#include <functional>
#include <map>
#include <set>

#include "base/mutex.h"
#include "base/rng.h"
#include "runtime/runtime.h"

namespace millrace::runtime {

// What one instance will do; times from the moment the runtime heard of it.
struct FakeBehaviour {
  Duration start_after{20};
  Duration run_for{1'000};     // kForever: until it is stopped
  protocol::ExitRecord end{};  // exit code, signal, out_of_memory, start_error
  enum class OnTerm {
    kEnds,
    kIgnores
  } on_term = OnTerm::kEnds;  // ignores: SIGKILL after the grace
  std::string log{};          // written at the start
  static constexpr Duration kForever{std::int64_t{1} << 50};
};

// Chances of 0..1, each drawn once a call.
struct FakeFaults {
  double lose_call = 0;    // kUnavailable, nothing happened
  double lose_reply = 0;   // it happened, kTimeout is returned
  double late_call = 0;    // kTimeout is returned, it happens within late_at_most
  double repeat_call = 0;  // it happens again later, unasked
  double drop_from_view =
      0;  // each attempt is left out of an observation, which is then incomplete
  Duration late_at_most{5'000};
};

class FakeRuntime final : public Runtime {
 public:
  using Behave = std::function<FakeBehaviour(const AttemptKey&, const protocol::InstanceSpec&)>;
  FakeRuntime(Clock& clock, std::uint64_t seed, Behave behave, FakeFaults faults = {});

  Result<void> ensure(const AttemptKey&, const std::vector<protocol::InstanceSpec>&) override;
  Result<void> ensure_gone(const AttemptKey&) override;
  Result<void> forget(const AttemptKey&) override;
  Result<Observation> observe() override;
  Result<Chunk> read(const AttemptKey&, std::int64_t instance, Stream, const std::string& cursor,
                     std::size_t max_bytes) override;
  Result<std::vector<InstanceSample>> sample(const AttemptKey&) override;
  Result<std::unique_ptr<Terminal>> open_terminal(const AttemptKey&, std::int64_t instance,
                                                  const std::vector<std::string>& command,
                                                  int columns, int rows) override;
  Result<Endpoint> endpoint(const AttemptKey&, std::int64_t instance,
                            const std::string& port_name) override;
  Result<NodeFacts> facts() override;
  Result<std::string> newest_checkpoint(const std::string& run_id) override;

  // ---- what happens to the world
  // -------------------------------------------------------------------
  void set_faults(FakeFaults faults);
  void kill_node(const std::string& node);  // all on it is lost; it is silent until join_node
  void cut_node(const std::string& node);   // silent, but what runs on it runs on
  void join_node(const std::string& node);
  void lose(const AttemptKey&, std::int64_t instance);  // its shim is killed
  void end(const AttemptKey&, std::int64_t instance, const protocol::ExitRecord&);
  void set_checkpoint(const std::string& run_id, std::string path_inside);

  // ---- what is true
  // --------------------------------------------------------------------------------
  struct Running {
    AttemptKey key;
    std::int64_t instance = 0;
    std::string node;
  };
  std::vector<Running> running();
  int starts(const AttemptKey&, std::int64_t instance);  // 1 at most, or something is doubled
  // Broken promises seen: an attempt begun while an earlier one of its run still ran.
  std::vector<std::string> violations();

 private:
  struct Instance {
    protocol::InstanceSpec spec;
    FakeBehaviour behaviour{};
    InstanceObservation::Phase phase = InstanceObservation::Phase::kNotStarted;
    std::int64_t starts_at_ms = 0, started_at_ms = 0, ends_at_ms = 0, stop_at_ms = 0;
    std::int64_t last_seen_ms = 0;
    bool stop_asked = false;
    int starts = 0;
    std::optional<protocol::ExitRecord> exit{};
    std::string log{};
  };
  struct Attempt {
    bool gone = false;  // ensure_gone was heard: nothing starts any more
    std::map<std::int64_t, Instance> instances{};
  };
  struct LateCall {
    std::int64_t due_ms = 0;
    std::function<void()> act;  // runs with the mutex held
  };
  using Specs = std::vector<protocol::InstanceSpec>;

  Result<void> call(const std::function<Result<void>()>& act) REQUIRES(mutex_);
  void happen_later(const std::function<Result<void>()>& act) REQUIRES(mutex_);
  Result<void> apply_ensure(const AttemptKey&, const Specs&) REQUIRES(mutex_);
  Result<void> apply_gone(const AttemptKey&) REQUIRES(mutex_);
  Result<void> apply_forget(const AttemptKey&) REQUIRES(mutex_);
  void settle() REQUIRES(mutex_);  // brings everything to the clock's now
  void settle(const AttemptKey&, Instance&, std::int64_t now) REQUIRES(mutex_);
  void start(const AttemptKey&, Instance&, std::int64_t at) REQUIRES(mutex_);
  void finish(Instance&, protocol::ExitRecord, std::int64_t at) REQUIRES(mutex_);
  void stop(Instance&, std::int64_t at) REQUIRES(mutex_);
  bool chance(double probability) REQUIRES(mutex_);
  Result<Instance*> find(const AttemptKey&, std::int64_t instance) REQUIRES(mutex_);
  std::int64_t now_ms() { return base::unix_ms(clock_.now()); }

  Clock& clock_;
  base::Mutex mutex_;
  base::SeededRng rng_ GUARDED_BY(mutex_);
  const Behave behave_;
  FakeFaults faults_ GUARDED_BY(mutex_);
  std::map<AttemptKey, Attempt> attempts_ GUARDED_BY(mutex_);
  std::vector<LateCall> late_ GUARDED_BY(mutex_);
  std::set<std::string> silent_ GUARDED_BY(mutex_);
  std::map<std::string, std::string> checkpoints_ GUARDED_BY(mutex_);
  std::vector<std::string> violations_ GUARDED_BY(mutex_);
};

}  // namespace millrace::runtime
