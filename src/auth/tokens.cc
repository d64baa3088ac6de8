#include "auth/tokens.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/strings.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "store/sessions.h"

namespace millrace::auth {
namespace {
constexpr std::size_t kSecretLength = 43;                               // base64url of 256 bits
constexpr base::Time kNever = base::from_unix_ms(253'402'300'799'000);  // the end of the year 9999
}  // namespace

bool looks_like_token(std::string_view text) {
  return text.size() == kSessionPrefix.size() + kSecretLength &&
         (text.starts_with(kSessionPrefix) || text.starts_with(kApiTokenPrefix));
}

std::string_view bearer_token(std::string_view authorization) {
  const auto blank = authorization.find(' ');
  if (blank == std::string_view::npos || !base::iequals(authorization.substr(0, blank), "bearer"))
    return {};
  return base::trim(authorization.substr(blank));
}

std::string new_api_token(Rng& rng) {
  return crypto::new_token(kApiTokenPrefix, rng);
}

Result<void> activate_api_token(store::Tx& tx, const resource::ApiToken& token,
                                std::string_view secret) {
  TRY_ASSIGN(const auto others, store::sessions_of(tx, token.owner));
  const auto count = std::count_if(others.begin(), others.end(), [](const auto& s) {
    return s.kind == store::SessionKind::kApiToken;
  });
  if (static_cast<std::size_t>(count) >= kApiTokensPerUser)
    return fail(
        ErrorCode::kExhausted,
        fmt::format("you have {} API tokens, which is the most there may be; delete one first",
                    count));
  store::Session session{.id = token.id,
                         .token_hash = crypto::sha256_hex(secret),
                         .user_id = token.owner,
                         .kind = store::SessionKind::kApiToken,
                         .name = token.name,
                         .expires_at = token.expires_at.value_or(kNever)};
  return store::add_session(tx, session);
}

}  // namespace millrace::auth
