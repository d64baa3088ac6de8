#include "store/refusals.h"

#include <iterator>
#include <vector>

namespace millrace::store {
namespace {

constexpr int kRowsPerActor = 60;  // a minute
constexpr std::size_t kMostCounted = 10'000;

std::string key_of(const AuditRecord& r, std::int64_t minute) {
  std::string key = std::to_string(minute);
  for (const std::string* part :
       {&r.actor, &r.address, &r.action, &r.kind, &r.object_id, &r.workspace})
    key += '\n' + *part;
  return key;
}

}  // namespace

Result<void> Refusals::record(AuditRecord record) {
  record.outcome = AuditOutcome::kRefused;
  record.times = 1;
  const std::int64_t minute = base::unix_ms(clock_.now()) / 60'000;
  {
    base::MutexLock lock(mutex_);
    auto found = counted_.find(key_of(record, minute));
    if (found == counted_.end()) {
      PerActor& actor = actors_[record.actor + '\n' + record.address];
      if (actor.minute != minute) actor = {minute, 0};
      if (actor.kinds >= kRowsPerActor || counted_.size() >= kMostCounted) {
        record.object_id.clear();
        record.object_name = "(many)";
        found = counted_.find(key_of(record, minute));
      }
      ++actor.kinds;
    }
    if (found != counted_.end()) {
      ++found->second.more;
      return {};
    }
    counted_[key_of(record, minute)] = {record, minute, 0};
  }
  return store_.write([&](Tx& tx) -> Result<void> {
    append_audit(tx, record);
    return {};
  });
}

Result<void> Refusals::flush(Which which) {
  const std::int64_t minute = base::unix_ms(clock_.now()) / 60'000;
  std::vector<AuditRecord> rows;
  {
    base::MutexLock lock(mutex_);
    for (auto it = counted_.begin(); it != counted_.end();) {
      if (which == Which::kEndedMinutes && it->second.minute >= minute) {
        ++it;
        continue;
      }
      it->second.record.times = it->second.more;
      if (it->second.more > 0) rows.push_back(std::move(it->second.record));
      it = counted_.erase(it);
    }
    std::erase_if(actors_, [&](const auto& entry) { return entry.second.minute < minute; });
  }
  if (rows.empty()) return {};
  return store_.write([&](Tx& tx) -> Result<void> {
    for (const AuditRecord& row : rows) append_audit(tx, row);
    return {};
  });
}

}  // namespace millrace::store
