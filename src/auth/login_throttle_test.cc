#include "auth/login_throttle.h"

#include <gtest/gtest.h>

namespace millrace::auth {
namespace {
using base::Duration;

TEST(LoginThrottle, FreeAttemptsThenTwiceAsLongEachTime) {
  base::FakeClock clock;
  LoginThrottle throttle(clock);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(throttle.begin("dev1", "192.0.2.1")) << i;
  for (const int seconds : {1, 2, 4, 8}) {
    const auto refused = throttle.begin("dev1", "192.0.2.1");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kExhausted);
    EXPECT_EQ(throttle.wait("dev1", "192.0.2.1"), Duration{seconds * 1000});
    EXPECT_NE(refused.error().message.find(std::to_string(seconds) + " s"), std::string::npos);
    clock.advance(Duration{seconds * 1000 - 1});
    EXPECT_FALSE(throttle.begin("dev1", "192.0.2.1"));
    clock.advance(Duration{1});
    ASSERT_TRUE(throttle.begin("dev1", "192.0.2.1"));
  }
  for (int i = 0; i < 40; ++i) {
    clock.advance(throttle.wait("dev1", "192.0.2.1"));
    ASSERT_TRUE(throttle.begin("dev1", "192.0.2.1"));
  }
  EXPECT_EQ(throttle.wait("dev1", "192.0.2.1"), Duration{15 * 60'000});  // no longer than that
}

TEST(LoginThrottle, OthersAreNotSlowedDown) {
  base::FakeClock clock;
  LoginThrottle throttle(clock);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(throttle.begin("dev1", "192.0.2.1"));
  EXPECT_FALSE(throttle.begin("DEV1", "192.0.2.1"));  // the same account
  EXPECT_TRUE(throttle.begin("dev1", "192.0.2.2"));
  EXPECT_TRUE(throttle.begin("dev2", "192.0.2.1"));
}

TEST(LoginThrottle, SuccessStartsAnew) {
  base::FakeClock clock;
  LoginThrottle throttle(clock);
  for (int round = 0; round < 6; ++round) {
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(throttle.begin("dev1", "192.0.2.1"));
    throttle.succeeded("dev1", "192.0.2.1");
  }
  EXPECT_EQ(throttle.wait("dev1", "192.0.2.9"), Duration{0});
}

TEST(LoginThrottle, AnAddressThatTriesManyAccounts) {
  base::FakeClock clock;
  LoginThrottle throttle(clock);
  int allowed = 0;
  for (int i = 0; i < 100; ++i)
    allowed += throttle.begin("user" + std::to_string(i), "192.0.2.1").has_value();
  EXPECT_EQ(allowed, 30);
  EXPECT_TRUE(throttle.begin("user0", "192.0.2.2"));
}

TEST(LoginThrottle, SigningInDoesNotBuyGuessesAtOtherAccounts) {
  base::FakeClock clock;
  LoginThrottle throttle(clock);
  int guesses = 0;
  for (int i = 0; i < 100; ++i) {
    guesses += throttle.begin("victim" + std::to_string(i), "192.0.2.1").has_value();
    if (throttle.begin("mine", "192.0.2.1")) throttle.succeeded("mine", "192.0.2.1");
  }
  EXPECT_LE(guesses, 30);
}

TEST(LoginThrottle, AnAccountTriedFromManyAddressesWaitsAMinuteAtMost) {
  base::FakeClock clock;
  LoginThrottle throttle(clock);
  for (int i = 0; i < 400; ++i) {
    clock.advance(throttle.wait("dev1", "192.0.2.1"));
    ASSERT_TRUE(throttle.begin("dev1", "198.51.100." + std::to_string(i)));
  }
  EXPECT_EQ(throttle.wait("dev1", "192.0.2.1"), Duration{60'000});
}

TEST(LoginThrottle, ForgetsAndStaysSmall) {
  base::FakeClock clock;
  LoginThrottle throttle(clock, {.max_entries = 100});
  for (int i = 0; i < 10'000; ++i)
    (void)throttle.begin("a" + std::to_string(i), "2001:db8:" + std::to_string(i % 9999) + "::1");
  EXPECT_LE(throttle.entries(), 300u);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(throttle.begin("dev1", "192.0.2.1"));
  EXPECT_FALSE(throttle.begin("dev1", "192.0.2.1"));
  clock.advance(Duration{31 * 60'000});
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(throttle.begin("dev1", "192.0.2.1"));
}

TEST(LoginThrottle, AnIpv6HostIsItsNetwork) {
  EXPECT_EQ(throttle_place("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(throttle_place("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(throttle_place("2001:db8:1:2:3:4:5:6"), throttle_place("2001:db8:1:2:ffff::1"));
  EXPECT_NE(throttle_place("2001:db8:1:2:3:4:5:6"), throttle_place("2001:db8:1:3:3:4:5:6"));
}

}  // namespace
}  // namespace millrace::auth
