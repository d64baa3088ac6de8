// The rows of a simulation in a real store, written by the operations of domain/ as in the program;
// the ledger's proof is asked too. Used by one thread.
#pragma once
#include <memory>

#include "control/store_rows.h"
#include "sim_rows.h"
#include "store/store.h"

namespace millrace::sim {

class StoreSimRows final : public SimRows {
 public:
  StoreSimRows(Clock& clock, Fuse& fuse);
  ~StoreSimRows() override;
  Result<Loaded> load() override;
  Result<resource::Run> apply(const resource::Run& before, const control::Step& step) override;
  Result<void> set_card_fault(const std::string& node, std::int64_t card,
                              resource::FaultLevel) override;
  std::string submit(const resource::Run& run) override;
  void request_stop(const std::string& run_id) override;
  void put_node(const resource::Node& node) override;
  std::vector<resource::Run> all_runs() override;
  std::vector<resource::Node> all_nodes() override;
  void repair() override {}
  std::vector<std::string> violations() override { return violations_; }
  void verify();  // of ledger and workloads; adds to violations

 private:
  Result<void> line();
  Result<void> check_held(store::ReadTx& tx);
  Result<void> check_mirrors(store::ReadTx& tx);
  void write(const std::function<Result<void>(store::Tx&)>& body);

  Clock& clock_;
  Fuse& fuse_;
  std::string folder_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<control::StoreRows> rows_;
  std::string workspace_;
  std::map<std::string, std::string> clusters_;  // name → id
  std::vector<std::string> violations_;
};

}  // namespace millrace::sim
