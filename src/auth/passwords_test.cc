#include "auth/passwords.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "base/thread.h"

namespace millrace::auth {
namespace {

constexpr crypto::Argon2Cost kCheap{.memory_kib = 64, .iterations = 1, .lanes = 1};

TEST(Passwords, Policy) {
  EXPECT_TRUE(check_password_policy("dev1", "correct horse"));
  EXPECT_TRUE(check_password_policy("dev1", "十个汉字也可以当作密码"));
  EXPECT_FALSE(check_password_policy("dev1", "123456789"));
  EXPECT_FALSE(check_password_policy("Developer-One", "developer-one"));
  EXPECT_FALSE(check_password_policy("dev1", "aaaaaaaaaaaa"));
  EXPECT_FALSE(check_password_policy("dev1", std::string(257, 'a') + "b"));
  EXPECT_FALSE(check_password_policy("dev1", "\xff\xfe bytes that are no text"));
  EXPECT_EQ(check_password_policy("dev1", "short").error().violations.at(0).field, "password");
}

TEST(Passwords, VerdictsAndStaleCosts) {
  Passwords passwords(base::system_rng(), {.cost = kCheap});
  const auto stored = passwords.hash("correct horse");
  ASSERT_TRUE(stored);
  EXPECT_EQ(*passwords.verify("correct horse", *stored), Passwords::Verdict::kRight);
  EXPECT_EQ(*passwords.verify("wrong horse", *stored), Passwords::Verdict::kWrong);
  EXPECT_EQ(*passwords.verify("nobody has this password", std::nullopt),
            Passwords::Verdict::kWrong);
  EXPECT_EQ(*passwords.verify("correct horse", "not a hash"), Passwords::Verdict::kWrong);
  Passwords dearer(base::system_rng(), {.cost = {.memory_kib = 128, .iterations = 1, .lanes = 1}});
  EXPECT_EQ(*dearer.verify("correct horse", *stored), Passwords::Verdict::kRightButStale);
  EXPECT_EQ(*dearer.verify("wrong horse", *stored), Passwords::Verdict::kWrong);
}

TEST(Passwords, ManyAtOnceWaitTheirTurn) {
  Passwords passwords(base::system_rng(), {.cost = kCheap, .max_concurrent = 2, .max_waiting = 64});
  const auto stored = passwords.hash("correct horse");
  std::atomic<int> right = 0;
  {
    std::vector<base::Thread> threads;
    for (int i = 0; i < 16; ++i)
      threads.emplace_back("verify", [&] {
        const auto verdict = passwords.verify("correct horse", *stored);
        right += verdict && *verdict == Passwords::Verdict::kRight;
      });
  }
  EXPECT_EQ(right, 16);
  Passwords closed(base::system_rng(), {.cost = kCheap, .max_concurrent = 0, .max_waiting = 0});
  EXPECT_EQ(closed.hash("correct horse").error().code, ErrorCode::kExhausted);
}

TEST(Passwords, GeneratedOnesPassThePolicyAndDiffer) {
  const auto a = generate_password(base::system_rng()), b = generate_password(base::system_rng());
  EXPECT_TRUE(check_password_policy("admin", a));
  EXPECT_NE(a, b);
  EXPECT_EQ(a.size(), 23u);
}

}  // namespace
}  // namespace millrace::auth
