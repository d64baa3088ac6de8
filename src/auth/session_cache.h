// Who is behind a token, kept in memory so that authenticating costs no database read while nothing
// changed. Entries go when the change feed says that their user, members of workspaces or their
// session changed; the feed is read only when the store committed something since. Bounded.
// Thread-safe.
#pragma once
#include <atomic>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/lru_map.h"
#include "base/mutex.h"
#include "domain/actor.h"
#include "store/change_follower.h"
#include "store/sessions.h"
#include "store/store.h"

namespace millrace::auth {

struct Authenticated {
  domain::Actor actor;  // without address and request_id
  store::Session session;
  mutable std::atomic<std::int64_t> used_at_ms{0};  // newest use seen, later than session.used_at
};

class SessionCache {
 public:
  SessionCache(store::Store& store, std::size_t max_entries)
      : feed_(store), by_hash_(max_entries) {}

  // What find() saw of the feed; put() refuses what was read before a later change came.
  using Ticket = std::uint64_t;
  struct Found {
    std::shared_ptr<const Authenticated> who;  // null: not here
    Ticket ticket = 0;
  };
  Result<Found> find(const std::string& token_hash);
  void put(const std::string& token_hash, std::shared_ptr<const Authenticated> who, Ticket ticket);
  std::size_t size() const;

 private:
  void apply(const store::Change& change) REQUIRES(mutex_);
  void clear() REQUIRES(mutex_);
  void drop_where(const std::string& id) REQUIRES(mutex_);

  mutable base::Mutex mutex_;
  store::ChangeFollower feed_ GUARDED_BY(mutex_);
  base::LruMap<std::shared_ptr<const Authenticated>> by_hash_ GUARDED_BY(mutex_);
  Ticket invalidations_ GUARDED_BY(mutex_) = 0;
};

}  // namespace millrace::auth
