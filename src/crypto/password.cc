#include "crypto/password.h"

#include <argon2.h>

#include <cstdint>

#include "base/check.h"

namespace millrace::crypto {

std::string hash_password(std::string_view password, Rng& rng, Argon2Cost cost) {
  std::uint8_t salt[16];
  rng.fill(salt);
  std::string phc(
      argon2_encodedlen(cost.iterations, cost.memory_kib, cost.lanes, sizeof salt, 32, Argon2_id),
      '\0');
  const int status =
      argon2id_hash_encoded(cost.iterations, cost.memory_kib, cost.lanes, password.data(),
                            password.size(), salt, sizeof salt, 32, phc.data(), phc.size());
  CHECK(status == ARGON2_OK);
  phc.resize(phc.find('\0'));
  return phc;
}

bool verify_password(std::string_view password, const std::string& phc) {
  return argon2id_verify(phc.c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace millrace::crypto
