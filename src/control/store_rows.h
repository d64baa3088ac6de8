// RunRows over the store: what the run loop decides, written by the operations of domain/.
// Thread-safe as the store is.
#pragma once
#include "control/run_rows.h"
#include "store/store.h"

namespace millrace::control {

class StoreRows final : public RunRows {
 public:
  explicit StoreRows(store::Store& store) : store_(store) {}
  Result<Loaded> load() override;
  Result<resource::Run> apply(const resource::Run& before, const Step& step) override;
  Result<void> set_card_fault(const std::string& node, std::int64_t card,
                              resource::FaultLevel level) override;

 private:
  store::Store& store_;
};

}  // namespace millrace::control
