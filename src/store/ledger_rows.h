// The ledger's rows in the orders its views and its proof need, a page at a time. Functions on a
// transaction.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "store/ledger_sweep.h"

namespace millrace::store {

struct NodeResource {
  std::string node;
  std::string resource;
  auto operator<=>(const NodeResource&) const = default;
};
// All that the ledger knows, sorted.
enum class FoundIn { kCapacity, kEverywhere };
Result<std::vector<NodeResource>> node_resources(ReadTx& tx, FoundIn found_in);

// In order of t0; open pieces end at `now`.
Result<std::vector<CapacityPiece>> capacity_pieces(ReadTx& tx, const NodeResource& of,
                                                   std::int64_t now);

struct HeldSpan {
  std::int64_t t0 = 0;
  std::int64_t t1 = 0;
  std::int64_t amount = 0;
};
// Allocations that may reach into [from, to), in order of t0.
Result<void> each_held(ReadTx& tx, const NodeResource& of, std::int64_t from, std::int64_t to,
                       std::int64_t now, const std::function<void(const HeldSpan&)>& each);

// The sums of one resource of one node, and when it was over-committed.
Result<LedgerSweep> sweep(ReadTx& tx, const NodeResource& of, std::int64_t from, std::int64_t to,
                          std::int64_t now);

}  // namespace millrace::store
