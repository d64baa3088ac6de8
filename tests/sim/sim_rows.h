// The rows of a simulation: RunRows and what users do to them. Every write is checked against what
// must always hold; what does not is collected. Used by one thread.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/rng.h"
#include "control/run_rows.h"

namespace millrace::sim {

// Calls to the outside that remain until the server is killed. All calls count down; at zero
// nothing gets through any more, whatever the loop still tries.
class Fuse {
 public:
  static constexpr int kNever = 1 << 30;
  void set(int calls) { left_ = calls; }
  bool burnt() const { return left_ == 0; }
  bool burn() {  // false: dead already
    if (left_ == 0) return false;
    --left_;
    return true;
  }

 private:
  int left_ = kNever;
};

class SimRows : public control::RunRows {
 public:
  // As the requests of domain/ do. The run's id, "" when a fault of the simulation prevented it.
  virtual std::string submit(const resource::Run& run) = 0;
  virtual void request_stop(const std::string& run_id) = 0;
  virtual void put_node(const resource::Node& node) = 0;
  virtual std::vector<resource::Run> all_runs() = 0;
  virtual std::vector<resource::Node> all_nodes() = 0;
  virtual void repair() = 0;  // no write gets lost any more
  // What should never have been written, in words.
  virtual std::vector<std::string> violations() = 0;
};

// In memory, with writes that get lost before or after they are done.
class MemoryRows final : public SimRows {
 public:
  MemoryRows(Clock& clock, base::SeededRng& rng, Fuse& fuse)
      : clock_(clock), rng_(rng), fuse_(fuse) {}
  Result<Loaded> load() override;
  Result<resource::Run> apply(const resource::Run& before, const control::Step& step) override;
  Result<void> set_card_fault(const std::string& node, std::int64_t card,
                              resource::FaultLevel) override;
  std::string submit(const resource::Run& run) override;
  void request_stop(const std::string& run_id) override;
  void put_node(const resource::Node& node) override { nodes_[node.id] = node; }
  std::vector<resource::Run> all_runs() override;
  std::vector<resource::Node> all_nodes() override;
  std::vector<std::string> violations() override { return violations_; }

  void repair() override { loss_percent_ = 0; }
  void set_loss(unsigned percent) { loss_percent_ = percent; }

 private:
  Result<void> line();  // one way over the line to the store
  void check(const resource::Run& before, const resource::Run& after);
  void write(resource::Run run, const control::StateChange& change);

  Clock& clock_;
  base::SeededRng& rng_;
  Fuse& fuse_;
  unsigned loss_percent_ = 0;
  std::map<std::string, resource::Run> runs_;
  std::map<std::string, resource::Node> nodes_;
  std::vector<std::string> violations_;
};

}  // namespace millrace::sim
