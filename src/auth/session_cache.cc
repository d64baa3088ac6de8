#include "auth/session_cache.h"

namespace millrace::auth {

using store::ChangeFollower;

Result<SessionCache::Found> SessionCache::find(const std::string& token_hash) {
  base::MutexLock lock(mutex_);
  TRY(feed_.follow(
      by_hash_.empty() ? ChangeFollower::Cache::kEmpty : ChangeFollower::Cache::kFilled,
      [this](const store::Change& change) NO_THREAD_SAFETY_ANALYSIS { apply(change); },
      [this]() NO_THREAD_SAFETY_ANALYSIS { clear(); }));
  const auto* who = by_hash_.find(token_hash);
  return Found{who != nullptr ? *who : nullptr, invalidations_};
}

void SessionCache::put(const std::string& token_hash, std::shared_ptr<const Authenticated> who,
                       Ticket ticket) {
  base::MutexLock lock(mutex_);
  if (ticket == invalidations_) by_hash_.put(token_hash, std::move(who));
}

std::size_t SessionCache::size() const {
  base::MutexLock lock(mutex_);
  return by_hash_.size();
}

void SessionCache::apply(const store::Change& change) {
  const bool gone = change.op == store::ChangeOp::kDeleted;
  if (change.kind == "workspace_member" || (change.kind == "workspace" && gone))
    clear();  // rare, and says no user
  else if (change.kind == "user" || change.kind == store::kSessionChange ||
           (change.kind == "api_token" && gone))
    drop_where(change.id);
}

void SessionCache::clear() {
  ++invalidations_;
  by_hash_.clear();
}

void SessionCache::drop_where(const std::string& id) {
  ++invalidations_;
  by_hash_.erase_if(
      [&](const auto& who) { return who->actor.user_id == id || who->session.id == id; });
}

}  // namespace millrace::auth
