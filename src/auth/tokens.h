// Tokens: their forms, and API tokens for scripts. Functions; thread-safe.
#pragma once
#include <string>
#include <string_view>

#include "base/rng.h"
#include "resource/people.h"
#include "store/tx.h"

namespace millrace::auth {

inline constexpr std::string_view kSessionPrefix = "ms-";
inline constexpr std::string_view kApiTokenPrefix = "mt-";

bool looks_like_token(std::string_view text);
// The token of an Authorization header ("Bearer …"); empty when it holds none.
std::string_view bearer_token(std::string_view authorization);

std::string new_api_token(Rng& rng);
// Makes `secret` work for the token's owner, in the transaction that made the resource. The secret
// is shown once and stored nowhere. At most kApiTokensPerUser each: kExhausted.
inline constexpr std::size_t kApiTokensPerUser = 100;
Result<void> activate_api_token(store::Tx& tx, const resource::ApiToken& token,
                                std::string_view secret);

}  // namespace millrace::auth
