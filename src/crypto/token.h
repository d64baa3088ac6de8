// Secrets that people carry: session and API tokens, app keys. 256 random bits; stored as SHA-256.
#pragma once
#include <string>
#include <string_view>

#include "base/rng.h"

namespace millrace::crypto {

std::string new_token(std::string_view prefix, Rng& rng);  // prefix + 43 base64url characters

}  // namespace millrace::crypto
