// Sessions and API tokens, found by the SHA-256 of the token, which itself is never stored.
// Functions on a transaction; SessionUses is thread-safe.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "store/store.h"

namespace millrace::store {

enum class SessionKind { kSession, kApiToken };

// The end of sessions is in the change feed under this kind, with the session's or the user's id:
// what is kept of them in memory must go.
inline constexpr std::string_view kSessionChange = "session";

struct Session {
  std::string id;
  std::string token_hash;  // crypto::sha256_hex(token)
  std::string user_id;
  SessionKind kind = SessionKind::kSession;
  std::string name{};     // of an API token
  std::string address{};  // where a session began
  base::Time created_at{};
  base::Time expires_at{};
  base::Time used_at{};
};

// Sets created_at and used_at, and the id unless it has one (an API token has its resource's).
Result<void> add_session(Tx& tx, Session& session);
// nullopt: unknown or expired.
Result<std::optional<Session>> find_session(ReadTx& tx, const std::string& token_hash,
                                            base::Time now);
Result<std::vector<Session>> sessions_of(ReadTx& tx, const std::string& user_id);  // newest first
// Ends one; not an error when there is none.
Result<void> revoke_session(Tx& tx, const std::string& id);
enum class RevokeWhich { kSessions, kSessionsAndTokens };
// Ends all of a user's; how many.
Result<std::int64_t> revoke_sessions_of(Tx& tx, const std::string& user_id, RevokeWhich which);
Result<std::int64_t> prune_sessions(Tx& tx, base::Time expired_before);

// When each was last used: noted in memory, written together. A crash loses at most what was not
// flushed.
class SessionUses {
 public:
  void note(const std::string& session_id, base::Time at) EXCLUDES(mutex_);
  Result<void> flush(Store& store) EXCLUDES(mutex_);

 private:
  base::Mutex mutex_;
  std::map<std::string, base::Time> noted_ GUARDED_BY(mutex_);
};

}  // namespace millrace::store
