#include "store/sessions.h"

#include <fmt/core.h>

#include "store/changes.h"

namespace millrace::store {
namespace {

constexpr std::string_view kColumns =
    "id, token_hash, user_id, kind, name, address, created_at, expires_at, used_at";
constexpr std::string_view kApiToken = "api_token";

std::string word(SessionKind kind) {
  return kind == SessionKind::kApiToken ? std::string(kApiToken) : "session";
}

Session read_session(const Row& row) {
  return {row.text(0),
          row.text(1),
          row.text(2),
          row.text(3) == kApiToken ? SessionKind::kApiToken : SessionKind::kSession,
          row.text(4),
          row.text(5),
          base::from_unix_ms(row.integer(6)),
          base::from_unix_ms(row.integer(7)),
          base::from_unix_ms(row.integer(8))};
}

}  // namespace

Result<void> add_session(Tx& tx, Session& s) {
  if (s.id.empty()) s.id = tx.new_id();
  s.created_at = s.used_at = tx.now();
  TRY(tx.execute(
      fmt::format("INSERT INTO session ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", kColumns),
      {s.id, s.token_hash, s.user_id, word(s.kind), s.name, s.address, base::unix_ms(s.created_at),
       base::unix_ms(s.expires_at), base::unix_ms(s.used_at)}));
  return {};
}

Result<std::optional<Session>> find_session(ReadTx& tx, const std::string& token_hash,
                                            base::Time now) {
  std::optional<Session> found;
  TRY(tx.query(
      fmt::format("SELECT {} FROM session WHERE token_hash = ? AND expires_at > ?", kColumns),
      {token_hash, base::unix_ms(now)}, [&](const Row& row) -> Result<void> {
        found = read_session(row);
        return {};
      }));
  return found;
}

Result<std::vector<Session>> sessions_of(ReadTx& tx, const std::string& user_id) {
  std::vector<Session> sessions;
  TRY(tx.query(
      fmt::format("SELECT {} FROM session WHERE user_id = ? ORDER BY created_at DESC, id DESC",
                  kColumns),
      {user_id}, [&](const Row& row) -> Result<void> {
        sessions.push_back(read_session(row));
        return {};
      }));
  return sessions;
}

Result<void> revoke_session(Tx& tx, const std::string& id) {
  TRY(tx.execute("DELETE FROM session WHERE id = ?", {id}));
  append_change(tx, kSessionChange, id, "", ChangeOp::kDeleted);
  return {};
}

Result<std::int64_t> revoke_sessions_of(Tx& tx, const std::string& user_id, RevokeWhich which) {
  append_change(tx, kSessionChange, user_id, "", ChangeOp::kDeleted);
  if (which == RevokeWhich::kSessionsAndTokens)
    return tx.execute("DELETE FROM session WHERE user_id = ?", {user_id});
  return tx.execute("DELETE FROM session WHERE user_id = ? AND kind = ?",
                    {user_id, word(SessionKind::kSession)});
}

Result<std::int64_t> prune_sessions(Tx& tx, base::Time expired_before) {
  return tx.execute("DELETE FROM session WHERE expires_at < ?", {base::unix_ms(expired_before)});
}

void SessionUses::note(const std::string& session_id, base::Time at) {
  base::MutexLock lock(mutex_);
  base::Time& last = noted_[session_id];
  last = std::max(last, at);
}

Result<void> SessionUses::flush(Store& store) {
  std::map<std::string, base::Time> noted;
  {
    base::MutexLock lock(mutex_);
    noted.swap(noted_);
  }
  if (noted.empty()) return {};
  return store.write([&](Tx& tx) -> Result<void> {
    for (const auto& [id, at] : noted)
      TRY(tx.execute("UPDATE session SET used_at = ? WHERE id = ? AND used_at < ?",
                     {base::unix_ms(at), id, base::unix_ms(at)}));
    return {};
  });
}

}  // namespace millrace::store
