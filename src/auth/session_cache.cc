#include "auth/session_cache.h"

namespace millrace::auth {
namespace {
constexpr int kPage = 1'000;
constexpr std::int64_t kTooFarBehind = 10'000;  // revs: forgetting all is cheaper than reading them
}  // namespace

Result<SessionCache::Found> SessionCache::find(const std::string& token_hash) {
  base::MutexLock lock(mutex_);
  TRY(follow());
  const auto it = by_hash_.find(token_hash);
  if (it == by_hash_.end()) return Found{nullptr, invalidations_};
  entries_.splice(entries_.begin(), entries_, it->second);
  return Found{it->second->who, invalidations_};
}

void SessionCache::put(const std::string& token_hash, std::shared_ptr<const Authenticated> who,
                       Ticket ticket) {
  base::MutexLock lock(mutex_);
  if (ticket != invalidations_ || max_entries_ == 0 || by_hash_.contains(token_hash)) return;
  entries_.push_front({token_hash, std::move(who)});
  by_hash_.emplace(token_hash, entries_.begin());
  if (entries_.size() <= max_entries_) return;
  by_hash_.erase(entries_.back().token_hash);
  entries_.pop_back();
}

std::size_t SessionCache::size() const {
  base::MutexLock lock(mutex_);
  return entries_.size();
}

Result<void> SessionCache::follow() {
  const std::int64_t last = store_.last_rev();
  if (last == followed_) return {};
  if (entries_.empty() || last < followed_ || last - followed_ > kTooFarBehind) {
    clear();
    followed_ = last;
    return {};
  }
  while (followed_ < last) {
    store::ChangePage page;
    const std::int64_t after = followed_;
    TRY(store_.read([&](store::ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(page, store::read_changes(tx, after, kPage));
      return {};
    }));
    if (page.position == store::ChangePage::Position::kGone) clear();
    for (const auto& change : page.changes) apply(change);
    followed_ = page.next;
  }
  return {};
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
  entries_.clear();
  by_hash_.clear();
}

void SessionCache::drop_where(const std::string& id) {
  ++invalidations_;
  for (auto it = entries_.begin(); it != entries_.end();) {
    if (it->who->actor.user_id != id && it->who->session.id != id) {
      ++it;
      continue;
    }
    by_hash_.erase(it->token_hash);
    it = entries_.erase(it);
  }
}

}  // namespace millrace::auth
