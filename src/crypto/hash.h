// SHA-256 (FIPS 180-4) and HMAC (RFC 2104) over OpenSSL, and MD5 where others' formats ask for it.
// A Hasher and an Md5 are used by one thread.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace millrace::crypto {

class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  void update(std::string_view bytes);
  std::string finish_hex();  // 64 hexadecimal digits; the hasher is spent

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// MD5 (RFC 1321), for fingerprints that others made so; never where anybody may gain by a
// collision.
class Md5 {
 public:
  Md5();
  ~Md5();
  std::uint64_t head(std::string_view bytes);  // the first 8 bytes of the digest, big-endian
  // Of what comes in pieces.
  void update(std::string_view bytes);
  std::string finish_hex();  // 32 hexadecimal digits; it is spent

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256_hex(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view message);  // 32 raw bytes
bool constant_time_equal(std::string_view a, std::string_view b);

}  // namespace millrace::crypto
