#include <gtest/gtest.h>

#include "base/encode.h"
#include "crypto/hash.h"
#include "crypto/password.h"
#include "crypto/sealed_text.h"
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

TEST(Hash, Md5AsOthersWriteIt) {
  Md5 hasher;
  EXPECT_EQ(hasher.head(""), 0xd41d8cd98f00b204U);
  EXPECT_EQ(hasher.head("abc"), 0x900150983cd24fb0U);
  EXPECT_EQ(hasher.head(""), 0xd41d8cd98f00b204U);
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

TEST(TextSeal, EqualTextsLookEqualAndOnlyTheKeyOpensThem) {
  const TextSeal seal("a key"), other("another key");
  const std::string sealed = seal.seal("PHONE", "13800138000");
  EXPECT_EQ(sealed, seal.seal("PHONE", "13800138000"));
  EXPECT_NE(sealed, seal.seal("PHONE", "13800138001"));
  EXPECT_EQ(sealed.find_first_not_of("abcdefghijklmnop"), sealed.npos);
  EXPECT_EQ(seal.open("PHONE", sealed), "13800138000");
  EXPECT_FALSE(other.open("PHONE", sealed).has_value());
  EXPECT_FALSE(seal.open("ID_CARD", sealed).has_value());
  for (std::size_t i = 0; i < sealed.size(); ++i) {  // no letter may be changed
    std::string changed = sealed;
    changed[i] = changed[i] == 'a' ? 'b' : 'a';
    EXPECT_FALSE(seal.open("PHONE", changed).has_value()) << i;
  }
  for (const auto* wrong : {"", "a", "abc", "zz", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    EXPECT_FALSE(seal.open("PHONE", wrong).has_value()) << wrong;
}

}  // namespace
}  // namespace millrace::crypto
