#include <gtest/gtest.h>

#include "base/encode.h"
#include "crypto/hash.h"
#include "crypto/password.h"
#include "crypto/token.h"

namespace millrace::crypto {
namespace {

TEST(Hash, KnownVectors) {
  EXPECT_EQ(sha256_hex("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-4
  EXPECT_EQ(
      base::to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");  // RFC 4231, case 2
  EXPECT_TRUE(constant_time_equal("abc", "abc"));
  EXPECT_FALSE(constant_time_equal("abc", "abd"));
}

TEST(Password, VerifiesOnlyTheRightOne) {
  base::SeededRng rng(1);
  const std::string phc =
      hash_password("correct horse", rng, {.memory_kib = 64, .iterations = 1, .lanes = 1});
  EXPECT_EQ(phc.rfind("$argon2id$", 0), 0U);
  EXPECT_TRUE(verify_password("correct horse", phc));
  EXPECT_FALSE(verify_password("wrong", phc));
  EXPECT_FALSE(verify_password("correct horse", "garbage"));
}

TEST(Token, IsLongAndNew) {
  base::SeededRng rng(1);
  EXPECT_EQ(new_token("mr-", rng).size(), 46U);
  EXPECT_NE(new_token("mr-", rng), new_token("mr-", rng));
}

}  // namespace
}  // namespace millrace::crypto
