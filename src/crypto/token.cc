#include "crypto/token.h"

#include <cstdint>

#include "base/encode.h"

namespace millrace::crypto {

std::string new_token(std::string_view prefix, Rng& rng) {
  std::string bytes(32, '\0');
  rng.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return std::string(prefix) + base::to_base64url(bytes);
}

}  // namespace millrace::crypto
