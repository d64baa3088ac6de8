#include "control/store_rows.h"

#include "domain/advance.h"
#include "domain/node_ops.h"
#include "domain/run_ops.h"
#include "store/table.h"

namespace millrace::control {

using resource::Node;
using resource::Run;
using store::Table;

Result<RunRows::Loaded> StoreRows::load() {
  Loaded out;
  TRY(store_.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(out.runs, Table<Run>().all(tx, {.filter = {store::where("active", true)}}));
    TRY_ASSIGN(out.nodes, Table<Node>().all(tx));
    return {};
  }));
  return out;
}

Result<Run> StoreRows::apply(const Run& before, const Step& step) {
  Run out;
  TRY(store_.write([&](store::Tx& tx) -> Result<void> {
    Run run = step.next;  // anew each time: the body may run again
    run.revision = before.revision;
    const StateChange change =
        step.change.value_or(StateChange{before.state, before.state_reason, before.state_message});
    TRY(domain::advance(tx, domain::system_actor(), run, change.to,
                        {change.reason, change.message}));
    if (change.to == resource::RunState::kSucceeded)
      TRY(domain::conclude_run(tx, run, step.record));
    for (const auto& cordon : step.cordons) TRY(domain::cordon(tx, cordon.node, cordon.reason));
    out = std::move(run);
    return {};
  }));
  return out;
}

Result<void> StoreRows::set_card_fault(const std::string& node, std::int64_t card,
                                       resource::FaultLevel level) {
  return store_.write([&](store::Tx& tx) { return domain::set_card_fault(tx, node, card, level); });
}

}  // namespace millrace::control
