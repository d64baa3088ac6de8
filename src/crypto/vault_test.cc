#include "crypto/vault.h"

#include <gtest/gtest.h>

#include "io/fake_file_system.h"

namespace millrace::crypto {
namespace {

class VaultTest : public testing::Test {
 protected:
  Vault open(const std::string& path = "/data/secret.key") {
    auto vault = Vault::open(files_, path, rng_);
    CHECK(vault.has_value());
    return std::move(*vault);
  }
  void SetUp() override { ASSERT_TRUE(files_.make_directories("/data")); }

  io::FakeFileSystem files_;
  base::SeededRng rng_{1};
};

TEST_F(VaultTest, OpensWhatItSealedAlsoAfterARestart) {
  const std::string sealed = open().seal("wJalrXUtnFEMI", rng_);
  EXPECT_EQ(sealed.find("wJal"), sealed.npos);
  EXPECT_EQ(*open().open(sealed), "wJalrXUtnFEMI");
  EXPECT_NE(open().seal("wJalrXUtnFEMI", rng_), sealed) << "the same text must not look the same";
  EXPECT_EQ(*open().open(open().seal("", rng_)), "");
}

TEST_F(VaultTest, RefusesWhatWasChangedOrSealedElsewhere) {
  const Vault vault = open();
  const std::string sealed = vault.seal("secret", rng_);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    const auto opened = vault.open(changed);
    EXPECT_TRUE(!opened || *opened == "secret") << i;  // base64 has spare bits at its end
  }
  EXPECT_EQ(open("/data/other.key").open(sealed).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(vault.open("secret").error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(vault.open("sealed1:AAAA").error().code, ErrorCode::kCorrupt);
}

TEST_F(VaultTest, ADamagedKeyFileIsNotReplaced) {
  ASSERT_TRUE(io::replace_file(files_, "/data/secret.key", "not a key"));
  const auto vault = Vault::open(files_, "/data/secret.key", rng_);
  ASSERT_FALSE(vault);
  EXPECT_EQ(vault.error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(*io::read_file(files_, "/data/secret.key"), "not a key");
}

}  // namespace
}  // namespace millrace::crypto
