#include "server/pruning.h"

#include "store/audit_log.h"
#include "store/changes.h"
#include "store/event_log.h"
#include "store/idempotency.h"

namespace millrace::server {
namespace {

constexpr int kBatch = 2'000;

using PruneSome = Result<std::int64_t> (*)(store::Tx&, base::Time, int);

Result<void> prune_all(store::Store& store, base::Time before, PruneSome prune_some) {
  for (std::int64_t gone = kBatch; gone == kBatch;)
    TRY(store.write([&](store::Tx& tx) -> Result<void> {
      TRY_ASSIGN(gone, prune_some(tx, before, kBatch));
      return {};
    }));
  return {};
}

}  // namespace

Result<void> prune(store::Store& store, base::Time now, const Keep& keep) {
  TRY(store.write([&](store::Tx& tx) -> Result<void> {
    TRY(store::prune_calls(tx, now - keep.calls));
    return {};
  }));
  TRY(prune_all(store, now - keep.changes, store::prune_changes));
  TRY(prune_all(store, now - keep.events, store::prune_events));
  return prune_all(store, now - keep.audit, store::prune_audit);
}

}  // namespace millrace::server
