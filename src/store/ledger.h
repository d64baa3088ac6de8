// The ledger: who held how much of what, when, and how much there was. Whole units (cards, cores,
// bytes of memory) × milliseconds. Rows open and close in the transaction that changes the run's or
// node's state; a closed row never changes, and none crosses an hour, so what was booked stays
// booked. Functions on a transaction; the views and the proof are in ledger_views.h.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "store/tx.h"

namespace millrace::store {

enum class AllocationKind { kStarting, kRunning, kRecovering, kStopping, kLost };
std::string_view word(AllocationKind kind);  // "starting", …
Result<AllocationKind> allocation_kind(std::string_view word);

// What one instance of a run holds of one resource of a node.
struct Holding {
  std::string workspace;
  std::string user_id;
  std::string run;
  std::int64_t attempt = 0;
  std::int64_t instance = 0;
  std::string node;
  std::string resource;  // "cpu", "memory", "card:H800"
  std::int64_t amount = 0;
};

// max(wall clock, the last time the ledger used), which it persists: booked time never runs
// backwards.
Result<base::Time> ledger_now(Tx& tx);
// The same for readers: persists nothing.
Result<base::Time> ledger_now(ReadTx& tx, base::Time wall);

// Rows of a run that the calls below change: all its instances, or one.
struct Held {
  std::string run;
  std::int64_t attempt = 0;
  std::optional<std::int64_t> instance{};
};

Result<void> open_allocation(Tx& tx, const Holding& holding, AllocationKind kind);
// The same holdings under another kind from `at` on, clamped as below; without `at`: from now on.
// Those of that kind already are left alone.
Result<void> change_allocations(Tx& tx, const Held& held, AllocationKind kind,
                                std::optional<base::Time> at = {});
// Ends them at `at`, clamped into [begin of the open row, ledger_now]; without `at`: now.
Result<void> close_allocations(Tx& tx, const Held& held, std::optional<base::Time> at = {});
// Ends them at `last_seen` and books the rest up to now as lost.
Result<void> lose_allocations(Tx& tx, const Held& held, base::Time last_seen);
// When the instance's open rows began; nullopt when it holds nothing.
Result<std::optional<base::Time>> held_since(ReadTx& tx, const Held& held);

// What the node has of a resource from now on, and how much of it may be given out (0 while
// cordoned).
Result<void> set_capacity(Tx& tx, const std::string& node, const std::string& resource,
                          std::int64_t amount, std::int64_t available);
// The node has nothing any more.
Result<void> retire_node(Tx& tx, const std::string& node);

// Cuts open rows at the hours that have passed; called at least once an hour.
Result<void> cut_hours(Tx& tx);

inline constexpr std::int64_t kLedgerHourMs = 3'600'000;

}  // namespace millrace::store
