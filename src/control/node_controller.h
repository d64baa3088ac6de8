// The machine that the server runs on as a node: cluster, node with its cards, flavors that fit,
// capacity in the ledger, a sign of life now and then, and cordons that users set by PATCH.
#pragma once
#include <string>
#include <vector>

#include "base/thread.h"
#include "control/wake.h"
#include "metrics/card_probe.h"
#include "resource/machines.h"
#include "runtime/runtime.h"
#include "store/store.h"

namespace millrace::control {

// Cards that cannot be found by the driver: [[node.cards]] of the configuration.
struct DeclaredCards {
  std::string model{};
  std::int64_t count = 0;
  std::int64_t memory_bytes = 0;
};

struct NodeOptions {
  std::string cluster = "local";
  std::vector<DeclaredCards> declared{};
  // Kept for the system: the node has the rest.
  std::int64_t reserved_cpu_millis = 0, reserved_memory_bytes = 0;
};

class NodeController {
 public:
  NodeController(store::Store& store, runtime::Runtime& runtime, metrics::CardProbe& cards,
                 NodeOptions options);
  ~NodeController() { stop(); }
  // Registers cluster, node and flavors before it returns; then keeps the node alive.
  Result<void> start();
  void stop();

 private:
  Result<void> register_machine();
  void run();
  void beat();

  store::Store& store_;
  runtime::Runtime& runtime_;
  metrics::CardProbe& cards_;
  const NodeOptions options_;
  Wake wake_;
  base::Thread thread_;
  std::string node_id_;
};

// Pure parts.
std::vector<resource::Card> all_cards(const std::vector<metrics::CardInfo>& found,
                                      const std::vector<DeclaredCards>& declared);
// "1C_2G", "2C_4G", … as far as they fit, and for each model 1, 2, 4, … cards with their share of
// the cores and the memory: "8C_64G_4*H800".
std::vector<resource::Flavor> fitting_flavors(const resource::Node& node);

}  // namespace millrace::control
