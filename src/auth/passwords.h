// Passwords: what is accepted, and hashing on a bounded number of threads at once (each hash takes
// about 19 MiB and 50 ms). Checking takes the same work whether the account exists or not.
// Thread-safe.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/mutex.h"
#include "base/result.h"
#include "base/rng.h"
#include "crypto/password.h"

namespace millrace::auth {

// At least 10 characters, at most 256, not the account's name. kInvalid with the violation of
// `password`.
Result<void> check_password_policy(std::string_view account, std::string_view password);

// 20 characters that can be read aloud, about 100 bits: for the account that the first start makes.
std::string generate_password(Rng& rng);

struct PasswordOptions {
  crypto::Argon2Cost cost{};
  int max_concurrent = 2;
  int max_waiting = 64;  // beyond: kExhausted
};

class Passwords {
 public:
  explicit Passwords(Rng& rng, PasswordOptions options = {});

  // Both block; never call them on the store's writer or an I/O thread.
  Result<std::string> hash(std::string_view password);

  enum class Verdict {
    kWrong,
    kRight,
    kRightButStale,  // hashed at another cost: hash again and store that
  };
  // nullopt: there is no such account, or none with a password. Always kWrong, after the same work.
  Result<Verdict> verify(std::string_view password, const std::optional<std::string>& stored);

 private:
  class Turn;
  Result<void> take_turn();
  void give_turn();

  Rng& rng_;
  const PasswordOptions options_;
  const std::string decoy_;  // what a password is compared with when there is no account
  base::Mutex mutex_;
  base::CondVar turn_given_;
  int running_ GUARDED_BY(mutex_) = 0;
  int waiting_ GUARDED_BY(mutex_) = 0;
};

}  // namespace millrace::auth
