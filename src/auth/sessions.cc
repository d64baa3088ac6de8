#include "auth/sessions.h"

#include <algorithm>

#include "auth/actors.h"
#include "auth/browser_session.h"
#include "auth/tokens.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "domain/crud.h"
#include "store/credentials.h"
#include "store/table.h"

namespace millrace::auth {
namespace {
using resource::User;
using store::Session;
using store::Table;
using store::Tx;

constexpr std::string_view kWrong = "the account or the password is wrong";
constexpr std::string_view kSignIn = "sign in first";
constexpr std::string_view kEnded = "your session has ended; sign in again";
constexpr base::Duration kUseGranularity{60'000};

Error wrong() {
  return fail(ErrorCode::kUnauthenticated, std::string(kWrong));
}

// What users do about their own account, in event log and audit.
void record_act(Tx& tx, const User& user, std::string_view verb, const std::string& address) {
  const domain::Actor self{.user_id = user.id,
                           .account = user.name,
                           .groups = user.groups,
                           .address = address,
                           .request_id = {},
                           .roles = {}};
  domain::record(tx, self, {.kind = User::kind(), .object = user, .verb = verb});
}
}  // namespace

Sessions::Sessions(store::Store& store, Passwords& passwords, LoginThrottle& throttle,
                   base::Clock& clock, Rng& rng, SessionOptions options)
    : store_(store),
      passwords_(passwords),
      throttle_(throttle),
      clock_(clock),
      rng_(rng),
      options_(options),
      cache_(store, options.cached) {}

Result<std::optional<Sessions::Account>> Sessions::find_account(const std::string& account) {
  std::optional<Account> found;
  TRY(store_.read([&](store::ReadTx& tx) -> Result<void> {
    found.reset();
    auto user = Table<User>().get_by_name(tx, "", account);
    if (!user && user.error().code == ErrorCode::kNotFound) return {};
    if (!user) return std::move(user).error();
    TRY_ASSIGN(auto credential, store::get_credential(tx, user->id));
    found = Account{std::move(*user), credential ? std::optional(credential->phc) : std::nullopt};
    return {};
  }));
  return found;
}

Result<SignedIn> Sessions::login(const std::string& account, const std::string& password,
                                 const std::string& address) {
  TRY(throttle_.begin(account, address));
  TRY_ASSIGN(auto found, find_account(account));
  TRY_ASSIGN(const auto verdict, passwords_.verify(password, found ? found->phc : std::nullopt));
  if (!found || verdict == Passwords::Verdict::kWrong) return wrong();
  throttle_.succeeded(account, address);
  if (found->user.disabled)
    return fail(ErrorCode::kForbidden, "this account is disabled; ask an administrator");
  std::optional<std::string> fresh_phc;
  if (verdict == Passwords::Verdict::kRightButStale) {
    TRY_ASSIGN(fresh_phc, passwords_.hash(password));
  }
  SignedIn in;
  in.token = crypto::new_token(kSessionPrefix, rng_);
  in.csrf_token = csrf_token(in.token);
  in.expires_at = clock_.now() + options_.lifetime;
  TRY(store_.write([&](Tx& tx) -> Result<void> {
    Session session{.id = {},
                    .token_hash = crypto::sha256_hex(in.token),
                    .user_id = found->user.id,
                    .address = address,
                    .expires_at = in.expires_at};
    TRY(begin_session(tx, *found, fresh_phc, session));
    TRY_ASSIGN(in.user, Table<User>().get(tx, found->user.id));
    return {};
  }));
  return in;
}

// The password was checked outside the transaction: it counts only if nothing of the account
// changed since.
Result<void> Sessions::begin_session(Tx& tx, const Account& account,
                                     const std::optional<std::string>& fresh_phc,
                                     Session& session) {
  auto current = Table<User>().get(tx, account.user.id);
  if (!current)
    return current.error().code == ErrorCode::kNotFound ? wrong() : std::move(current).error();
  User& user = *current;
  TRY_ASSIGN(const auto credential, store::get_credential(tx, user.id));
  if (user.disabled || !credential || credential->phc != account.phc) return wrong();
  if (fresh_phc) TRY(store::set_credential(tx, user.id, *fresh_phc));
  TRY_ASSIGN(auto others, store::sessions_of(tx, user.id));
  std::erase_if(others, [](const Session& s) { return s.kind != store::SessionKind::kSession; });
  std::sort(others.begin(), others.end(),
            [](const Session& a, const Session& b) { return a.used_at > b.used_at; });
  for (std::size_t i = options_.per_user - 1; i < others.size(); ++i)
    TRY(store::revoke_session(tx, others[i].id));
  TRY(store::add_session(tx, session));
  user.last_login_at = tx.now();
  TRY(Table<User>().update(tx, user));
  record_act(tx, user, "login", session.address);
  return {};
}

Result<void> Sessions::logout(const Authenticated& who) {
  if (who.session.kind == store::SessionKind::kApiToken)
    return fail(ErrorCode::kForbidden, "an API token does not sign out; delete it instead");
  return store_.write([&](Tx& tx) { return store::revoke_session(tx, who.session.id); });
}

Result<Sessions::Caller> Sessions::authenticate(const Presented& presented) {
  if (presented.token.empty()) return fail(ErrorCode::kUnauthenticated, std::string(kSignIn));
  if (!looks_like_token(presented.token))
    return fail(ErrorCode::kUnauthenticated, std::string(kEnded));
  const std::string hash = crypto::sha256_hex(presented.token);
  TRY_ASSIGN(SessionCache::Found found, cache_.find(hash));
  std::shared_ptr<const Authenticated> who = std::move(found.who);
  const base::Time now = clock_.now();
  if (who == nullptr) {
    TRY_ASSIGN(who, load(hash));
    if (who == nullptr) return fail(ErrorCode::kUnauthenticated, std::string(kEnded));
    TRY(check_alive(*who, now));
    cache_.put(hash, who, found.ticket);
  }
  TRY(check_alive(*who, now));
  note_use(*who, now);
  Caller caller{who->actor, who};
  caller.actor.address = presented.address;
  caller.actor.request_id = presented.request_id;
  return caller;
}

Result<std::shared_ptr<const Authenticated>> Sessions::load(const std::string& token_hash) {
  std::shared_ptr<Authenticated> who;
  TRY(store_.read([&](store::ReadTx& tx) -> Result<void> {
    who.reset();
    TRY_ASSIGN(auto session, store::find_session(tx, token_hash, clock_.now()));
    if (!session) return {};
    TRY_ASSIGN(auto actor, load_actor(tx, session->user_id));
    if (!actor) return {};
    who = std::make_shared<Authenticated>();
    who->used_at_ms = base::unix_ms(session->used_at);
    who->session = std::move(*session);
    who->actor = std::move(*actor);
    return {};
  }));
  return std::shared_ptr<const Authenticated>(std::move(who));
}

Result<void> Sessions::check_alive(const Authenticated& who, base::Time now) const {
  const bool idle = who.session.kind == store::SessionKind::kSession &&
                    now - base::from_unix_ms(who.used_at_ms.load()) > options_.idle;
  if (now >= who.session.expires_at || idle)
    return fail(ErrorCode::kUnauthenticated, std::string(kEnded));
  return {};
}

void Sessions::note_use(const Authenticated& who, base::Time now) {
  std::int64_t last = who.used_at_ms.load();
  if (now - base::from_unix_ms(last) < kUseGranularity) return;
  if (!who.used_at_ms.compare_exchange_strong(last, base::unix_ms(now))) return;
  uses_.note(who.session.id, now);
  if (who.session.kind != store::SessionKind::kApiToken) return;
  base::MutexLock lock(mutex_);
  api_token_uses_[who.session.id] = now;
}

Result<void> Sessions::change_password(const Caller& caller, const std::string& current,
                                       const std::string& wanted) {
  const domain::Actor& actor = caller.actor;
  if (caller.session->session.kind != store::SessionKind::kSession)
    return fail(ErrorCode::kForbidden, "an API token cannot change the password; sign in first");
  TRY(throttle_.begin(actor.account, actor.address));
  TRY(check_password_policy(actor.account, wanted));
  TRY_ASSIGN(const auto account, find_account(actor.account));
  TRY_ASSIGN(const auto verdict, passwords_.verify(current, account ? account->phc : std::nullopt));
  if (!account || account->user.id != actor.user_id || verdict == Passwords::Verdict::kWrong)
    return base::invalid_field("current_password", "is wrong");
  throttle_.succeeded(actor.account, actor.address);
  if (current == wanted) return base::invalid_field("password", "must not be the same as before");
  TRY_ASSIGN(const std::string phc, passwords_.hash(wanted));
  return store_.write([&](Tx& tx) -> Result<void> {
    TRY_ASSIGN(const User user, Table<User>().get(tx, actor.user_id));
    TRY_ASSIGN(const auto credential, store::get_credential(tx, user.id));
    if (user.disabled || !credential || credential->phc != account->phc)
      return fail(ErrorCode::kConflict, "the account changed meanwhile; try again");
    TRY(store::set_credential(tx, user.id, phc));
    TRY_ASSIGN(const auto sessions, store::sessions_of(tx, user.id));
    for (const auto& session : sessions)
      if (session.kind == store::SessionKind::kSession && session.id != caller.session->session.id)
        TRY(store::revoke_session(tx, session.id));
    record_act(tx, user, "change_password", actor.address);
    return {};
  });
}

Result<void> Sessions::upkeep() {
  TRY(uses_.flush(store_));
  std::map<std::string, base::Time> token_uses;
  {
    base::MutexLock lock(mutex_);
    token_uses.swap(api_token_uses_);
  }
  return store_.write([&](Tx& tx) -> Result<void> {
    TRY(store::prune_sessions(tx, tx.now()));
    return show_token_uses(tx, token_uses);
  });
}

Result<void> Sessions::show_token_uses(Tx& tx,
                                       const std::map<std::string, base::Time>& uses) const {
  const Table<resource::ApiToken> tokens;
  for (const auto& [id, at] : uses) {
    auto token = tokens.get(tx, id);
    if (!token && token.error().code == ErrorCode::kNotFound) continue;  // deleted meanwhile
    if (!token) return std::move(token).error();
    token->last_used_at = at;
    TRY(tokens.update(tx, *token));
  }
  return {};
}

}  // namespace millrace::auth
