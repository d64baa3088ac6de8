// A small cluster under a virtual clock with everything going wrong at once: users submit and stop,
// nodes die, are cut off and come back, cards break, calls get lost, late or doubled, and the
// server is killed between any two calls. After each move what must always hold is checked. Used by
// one thread.
#pragma once
#include <memory>

#include "control/run_loop.h"
#include "mortal_runtime.h"
#include "runtime/fake_runtime.h"
#include "sim_rows.h"

namespace millrace::sim {

struct Tally {                        // how often the interesting things happened, over all seeds
  std::map<std::string, int> ends{};  // by state and reason code
  int restarts = 0, kills = 0, lost_nodes = 0;
};

class World {
 public:
  using MakeRows = std::function<std::unique_ptr<SimRows>(Clock&, base::SeededRng&, Fuse&)>;
  World(std::uint64_t seed, const MakeRows& make_rows);

  void trouble(int moves);  // everything at once
  void calm();              // all is repaired; every run must end
  // What did not hold, in words; empty when all is well.
  std::vector<std::string> broken();
  void count(Tally& tally);
  SimRows& rows() { return *rows_; }

 private:
  struct Silence {
    std::int64_t since_ms = 0;
  };
  void submit();
  void befall();  // something happens to users, nodes, cards or instances
  void befall_node();
  void befall_card();
  void watch_nodes();  // what a node controller does: fence the silent ones, then mark them lost
  void turns(int most);
  void restart_server();
  void check();
  runtime::FakeBehaviour behave(const runtime::AttemptKey&, const protocol::InstanceSpec&) const;
  bool chance(unsigned percent) { return rng_.below(100) < percent; }
  std::int64_t now_ms() { return base::unix_ms(clock_.now()); }

  const std::uint64_t seed_;
  base::FakeClock clock_;
  base::SeededRng rng_;
  Fuse fuse_;
  runtime::FakeRuntime runtime_;
  MortalRuntime line_;
  std::unique_ptr<SimRows> rows_;
  std::unique_ptr<control::RunLoop> loop_;
  std::map<std::string, std::int64_t> silent_since_ms_;
  std::vector<std::string> submitted_;
  std::map<std::string, std::uint64_t> numbers_;  // of run ids: what is random must not hang on ids
  std::vector<std::string> broken_;
  bool calm_ = false;
  int kills_ = 0, lost_nodes_ = 0;
};

}  // namespace millrace::sim
