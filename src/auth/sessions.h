// Signing in and out, and who is behind a token. Sessions (ms-…) end 7 days after they began or
// after a day without use; API tokens (mt-…) end when they say, or never. Only SHA-256 of a token
// is stored. A disabled or deleted user has none. Thread-safe; login and change_password take as
// long as a password hash, so they run on a worker.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "auth/login_throttle.h"
#include "auth/passwords.h"
#include "auth/session_cache.h"
#include "resource/people.h"
#include "store/store.h"

namespace millrace::auth {

struct SessionOptions {
  base::Duration lifetime = std::chrono::hours(7 * 24);
  base::Duration idle = std::chrono::hours(24);
  std::size_t cached = 4'096;
  std::size_t per_user = 100;  // one more ends the one least recently used
};

// What the API says at login.
struct SignedIn {
  std::string token;
  std::string csrf_token;
  base::Time expires_at{};
  resource::User user;
};

class Sessions {
 public:
  Sessions(store::Store& store, Passwords& passwords, LoginThrottle& throttle, base::Clock& clock,
           Rng& rng, SessionOptions options = {});

  // kUnauthenticated (the same words for an unknown account and a wrong password), kForbidden for a
  // disabled account with the right password, kExhausted when throttled (LoginThrottle::wait says
  // how long).
  Result<SignedIn> login(const std::string& account, const std::string& password,
                         const std::string& address);
  Result<void> logout(const Authenticated& who);

  // kUnauthenticated with words. The actor carries `address` and `request_id`.
  struct Presented {
    std::string_view token;
    std::string_view address;
    std::string_view request_id;
  };
  struct Caller {
    domain::Actor actor;
    std::shared_ptr<const Authenticated> session;
  };
  Result<Caller> authenticate(const Presented& presented);

  // Of the caller's own password. Ends their other sessions; API tokens stay.
  Result<void> change_password(const Caller& caller, const std::string& current,
                               const std::string& wanted);

  // Writes the times of last use, drops ended sessions. Call about once a minute and before the
  // end.
  Result<void> upkeep();

 private:
  struct Account {
    resource::User user;
    std::optional<std::string> phc;
  };
  Result<std::optional<Account>> find_account(const std::string& account);
  Result<std::shared_ptr<const Authenticated>> load(const std::string& token_hash);
  Result<void> begin_session(store::Tx& tx, const Account& account,
                             const std::optional<std::string>& fresh_phc, store::Session& session);
  Result<void> check_alive(const Authenticated& who, base::Time now) const;
  void note_use(const Authenticated& who, base::Time now);
  Result<void> show_token_uses(store::Tx& tx, const std::map<std::string, base::Time>& uses) const;

  store::Store& store_;
  Passwords& passwords_;
  LoginThrottle& throttle_;
  base::Clock& clock_;
  Rng& rng_;
  const SessionOptions options_;
  SessionCache cache_;
  store::SessionUses uses_;
  base::Mutex mutex_;
  std::map<std::string, base::Time> api_token_uses_
      GUARDED_BY(mutex_);  // to be shown with the tokens
};

}  // namespace millrace::auth
