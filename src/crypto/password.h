// Passwords: argon2id (RFC 9106) in the PHC string form. Thread-safe; each call costs about 50 ms
// and 19 MiB, so callers run it on a worker, never on an I/O thread.
#pragma once
#include <string>
#include <string_view>

#include "base/rng.h"

namespace millrace::crypto {

struct Argon2Cost {  // OWASP's second recommended setting
  unsigned memory_kib = 19456;
  unsigned iterations = 2;
  unsigned lanes = 1;
};

std::string hash_password(std::string_view password, Rng& rng, Argon2Cost cost = {});
bool verify_password(std::string_view password, const std::string& phc);

}  // namespace millrace::crypto
