#include "auth/passwords.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace millrace::auth {
namespace {
constexpr std::size_t kMinLength = 10, kMaxLength = 256;  // code points

bool has_cost(const std::string& phc, const crypto::Argon2Cost& cost) {
  return phc.starts_with("$argon2id$") &&
         phc.find(fmt::format("$m={},t={},p={}$", cost.memory_kib, cost.iterations, cost.lanes)) !=
             std::string::npos;
}
}  // namespace

Result<void> check_password_policy(std::string_view account, std::string_view password) {
  if (!base::is_utf8(password)) return base::invalid_field("password", "must be UTF-8 text");
  const std::size_t length = base::utf8_length(password);
  if (length < kMinLength)
    return base::invalid_field("password",
                               fmt::format("must have at least {} characters", kMinLength));
  if (length > kMaxLength)
    return base::invalid_field("password",
                               fmt::format("must have at most {} characters", kMaxLength));
  if (base::iequals(account, password))
    return base::invalid_field("password", "must not be the account's name");
  if (password.find_first_not_of(password[0]) == std::string_view::npos)
    return base::invalid_field("password", "must not be one character repeated");
  return {};
}

std::string generate_password(Rng& rng) {
  constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789";  // no l, o, 0, 1
  std::string text;
  for (int i = 0; i < 20; ++i) {
    if (i > 0 && i % 5 == 0) text += '-';
    text += kLetters[rng.below(kLetters.size())];
  }
  return text;
}

// Holds one of the places in which a hash may be computed.
class Passwords::Turn {
 public:
  explicit Turn(Passwords& passwords) : passwords_(passwords) {}
  ~Turn() { passwords_.give_turn(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Passwords& passwords_;
};

Passwords::Passwords(Rng& rng, PasswordOptions options)
    : rng_(rng),
      options_(options),
      decoy_(crypto::hash_password("nobody has this password", rng, options.cost)) {}

Result<void> Passwords::take_turn() {
  base::MutexLock lock(mutex_);
  if (running_ >= options_.max_concurrent && waiting_ >= options_.max_waiting)
    return fail(ErrorCode::kExhausted,
                "too many people are signing in at once; try again in a few seconds");
  ++waiting_;
  while (running_ >= options_.max_concurrent) turn_given_.wait(mutex_);
  --waiting_;
  ++running_;
  return {};
}

void Passwords::give_turn() {
  base::MutexLock lock(mutex_);
  --running_;
  turn_given_.notify_one();
}

Result<std::string> Passwords::hash(std::string_view password) {
  TRY(take_turn());
  const Turn turn(*this);
  return crypto::hash_password(password, rng_, options_.cost);
}

Result<Passwords::Verdict> Passwords::verify(std::string_view password,
                                             const std::optional<std::string>& stored) {
  TRY(take_turn());
  const Turn turn(*this);
  const bool matches = crypto::verify_password(password, stored ? *stored : decoy_);
  if (!matches || !stored) return Verdict::kWrong;
  return has_cost(*stored, options_.cost) ? Verdict::kRight : Verdict::kRightButStale;
}

}  // namespace millrace::auth
