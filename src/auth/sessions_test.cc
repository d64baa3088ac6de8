#include "auth/sessions.h"

#include <algorithm>
#include <atomic>

#include "auth/browser_session.h"
#include "auth/first_start.h"
#include "auth/tokens.h"
#include "base/thread.h"
#include "crypto/hash.h"
#include "store/audit_log.h"
#include "store/credentials.h"
#include "store/store_fixture.h"
#include "store/table.h"

namespace millrace::auth {
namespace {
using base::Duration;
using resource::Group;
using resource::Member;
using resource::User;
using store::Table;
using store::Tx;

constexpr const char* kPassword = "correct horse";
constexpr const char* kAddress = "192.0.2.1";

// Counts reads, to prove that a known token costs none.
class CountingStore final : public store::Store {
 public:
  explicit CountingStore(store::Store& inner) : inner_(inner) {}
  Result<void> write(const std::function<Result<void>(Tx&)>& body) override {
    return inner_.write(body);
  }
  Result<void> read(const std::function<Result<void>(store::ReadTx&)>& body) override {
    ++reads;
    return inner_.read(body);
  }
  std::int64_t last_rev() const override { return inner_.last_rev(); }
  std::uint64_t add_listener(Listener listener) override {
    return inner_.add_listener(std::move(listener));
  }
  void remove_listener(std::uint64_t token) override { inner_.remove_listener(token); }
  Counters counters() const override { return inner_.counters(); }
  std::atomic<int> reads = 0;

 private:
  store::Store& inner_;
};

class SessionsTest : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    counting_ = std::make_unique<CountingStore>(*store_);
    passwords_ = std::make_unique<Passwords>(
        base::system_rng(),
        PasswordOptions{.cost = {.memory_kib = 64, .iterations = 1, .lanes = 1}});
    throttle_ = std::make_unique<LoginThrottle>(clock_);
    make_sessions();
    user_ = make_user("dev1");
  }
  void make_sessions(SessionOptions options = {}) {
    sessions_ = std::make_unique<Sessions>(*counting_, *passwords_, *throttle_, clock_,
                                           base::system_rng(), options);
  }
  std::string make_user(const std::string& account) {
    User user;
    user.name = account;
    const auto phc = passwords_->hash(kPassword);
    write([&](Tx& tx) -> Result<void> {
      TRY(Table<User>().insert(tx, user));
      return store::set_credential(tx, user.id, *phc);
    });
    return user.id;
  }
  std::string sign_in(const std::string& account = "dev1") {
    const auto in = sessions_->login(account, kPassword, kAddress);
    EXPECT_TRUE(in) << in.error().to_string();
    return in ? in->token : "";
  }
  Result<Sessions::Caller> who(std::string_view token) {
    return sessions_->authenticate({token, kAddress, "req-1"});
  }
  bool works(std::string_view token) {
    const auto caller = who(token);
    EXPECT_TRUE(caller || caller.error().code == ErrorCode::kUnauthenticated);
    return caller.has_value();
  }
  void change_user(const std::function<void(User&)>& change) {
    write([&](Tx& tx) -> Result<void> {
      TRY_ASSIGN(User user, Table<User>().get(tx, user_));
      change(user);
      return Table<User>().update(tx, user);
    });
  }
  std::vector<store::Session> stored_sessions() {
    std::vector<store::Session> all;
    read([&](store::ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(all, store::sessions_of(tx, user_));
      return {};
    });
    return all;
  }
  std::size_t audited(const std::string& action) {
    std::size_t count = 0;
    read([&](store::ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(const auto records, store::list_audit(tx, {.action = action}));
      count = records.size();
      return {};
    });
    return count;
  }
  std::string make_api_token(std::optional<base::Time> expires_at) {
    const std::string secret = new_api_token(base::system_rng());
    write([&](Tx& tx) -> Result<void> {
      resource::ApiToken token;
      token.name = "script";
      token.owner = user_;
      token.expires_at = expires_at;
      TRY(Table<resource::ApiToken>().insert(tx, token));
      token_id_ = token.id;
      return activate_api_token(tx, token, secret);
    });
    return secret;
  }

  std::unique_ptr<CountingStore> counting_;
  std::unique_ptr<Passwords> passwords_;
  std::unique_ptr<LoginThrottle> throttle_;
  std::unique_ptr<Sessions> sessions_;
  std::string user_, token_id_;
};

TEST_F(SessionsTest, SignInActAndSignOut) {
  const auto in = sessions_->login("dev1", kPassword, kAddress);
  ASSERT_TRUE(in) << in.error().to_string();
  EXPECT_TRUE(in->token.starts_with("ms-"));
  EXPECT_EQ(in->user.name, "dev1");
  EXPECT_EQ(in->user.last_login_at, clock_.now());
  EXPECT_TRUE(is_csrf_token(in->csrf_token, in->token));
  const auto caller = who(in->token);
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->actor.user_id, user_);
  EXPECT_EQ(caller->actor.address, kAddress);
  EXPECT_EQ(caller->actor.request_id, "req-1");
  EXPECT_FALSE(caller->actor.is_administrator());
  ASSERT_EQ(stored_sessions().size(), 1u);
  EXPECT_EQ(stored_sessions()[0].token_hash, crypto::sha256_hex(in->token));  // never the token
  EXPECT_EQ(audited("user.login"), 1u);
  ASSERT_TRUE(sessions_->logout(*caller->session));
  EXPECT_FALSE(works(in->token));
  EXPECT_FALSE(works(""));
  EXPECT_FALSE(works("ms-short"));
  EXPECT_FALSE(works("ms-" + std::string(43, 'A')));
}

TEST_F(SessionsTest, WrongPasswordAndUnknownAccountLookTheSame) {
  const auto wrong = sessions_->login("dev1", "not the password", kAddress);
  const auto unknown = sessions_->login("nobody", "not the password", kAddress);
  ASSERT_FALSE(wrong);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(wrong.error().code, ErrorCode::kUnauthenticated);
  EXPECT_EQ(wrong.error().to_string(), unknown.error().to_string());
  change_user([](User& u) { u.disabled = true; });
  EXPECT_EQ(sessions_->login("dev1", "not the password", kAddress).error().to_string(),
            unknown.error().to_string());
  EXPECT_EQ(sessions_->login("dev1", kPassword, kAddress).error().code, ErrorCode::kForbidden);
}

TEST_F(SessionsTest, GuessingIsSlowedDown) {
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(sessions_->login("dev1", "not the password", kAddress).error().code,
              ErrorCode::kUnauthenticated);
  EXPECT_EQ(sessions_->login("dev1", kPassword, kAddress).error().code, ErrorCode::kExhausted);
  clock_.advance(throttle_->wait("dev1", kAddress));
  EXPECT_TRUE(sessions_->login("dev1", kPassword, kAddress));
}

TEST_F(SessionsTest, EndsAfterADayUnusedAndAWeekInAll) {
  std::string token = sign_in();
  clock_.advance(std::chrono::hours(24) + Duration{1});
  EXPECT_FALSE(works(token));
  token = sign_in();
  for (int day = 0; day < 6; ++day) {
    clock_.advance(std::chrono::hours(23));
    ASSERT_TRUE(works(token)) << day;
    ASSERT_TRUE(sessions_->upkeep());
    if (day == 3) make_sessions();  // a restart keeps what upkeep wrote
  }
  clock_.advance(std::chrono::hours(23));
  ASSERT_TRUE(works(token));
  clock_.advance(std::chrono::hours(8));
  EXPECT_FALSE(works(token));
  ASSERT_TRUE(sessions_->upkeep());
  EXPECT_TRUE(stored_sessions().empty());
}

TEST_F(SessionsTest, AKnownTokenCostsNoReads) {
  const std::string token = sign_in();
  ASSERT_TRUE(works(token));
  counting_->reads = 0;
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(works(token));
  EXPECT_EQ(counting_->reads, 0);
  // A commit that is nobody's business costs one look at the feed, and the entry stays.
  make_user("somebody-else");
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(works(token));
  EXPECT_EQ(counting_->reads, 1);
}

TEST_F(SessionsTest, WhatChangesAboutAUserIsSeenAtOnce) {
  const std::string token = sign_in();
  ASSERT_TRUE(works(token));
  change_user([](User& u) { u.groups = {Group::kAdministrator}; });
  EXPECT_TRUE(who(token)->actor.is_administrator());
  Member member;
  member.workspace = "0ws";
  member.name = "dev1";
  member.user = user_;
  member.roles = {resource::MemberRole::kOperator};
  write([&](Tx& tx) { return Table<Member>().insert(tx, member); });
  EXPECT_EQ(who(token)->actor.roles.at("0ws"), member.roles);
  write([&](Tx& tx) { return Table<Member>().remove(tx, member.id); });
  EXPECT_TRUE(who(token)->actor.roles.empty());
  change_user([](User& u) { u.disabled = true; });
  EXPECT_FALSE(works(token));
  change_user([](User& u) { u.disabled = false; });
  EXPECT_TRUE(works(token));
  write([&](Tx& tx) { return Table<User>().remove(tx, user_); });
  EXPECT_FALSE(works(token));
}

TEST_F(SessionsTest, RevokedSessionsEndAlthoughCached) {
  const std::string token = sign_in(), api = make_api_token(std::nullopt);
  ASSERT_TRUE(works(token) && works(api));
  write([&](Tx& tx) -> Result<void> {
    TRY(store::revoke_sessions_of(tx, user_, store::RevokeWhich::kSessions));
    return {};
  });
  EXPECT_FALSE(works(token));
  EXPECT_TRUE(works(api));
  write([&](Tx& tx) -> Result<void> {
    TRY(store::revoke_sessions_of(tx, user_, store::RevokeWhich::kSessionsAndTokens));
    return {};
  });
  EXPECT_FALSE(works(api));
}

TEST_F(SessionsTest, ApiTokensExpireAndShowTheirLastUse) {
  const std::string secret = make_api_token(clock_.now() + std::chrono::hours(48));
  EXPECT_TRUE(secret.starts_with("mt-"));
  clock_.advance(std::chrono::hours(47));  // idle, which does not end it
  ASSERT_TRUE(works(secret));
  ASSERT_TRUE(sessions_->upkeep());
  read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto token, Table<resource::ApiToken>().get(tx, token_id_));
    EXPECT_EQ(token.last_used_at, clock_.now());
    return {};
  });
  clock_.advance(std::chrono::hours(1));
  EXPECT_FALSE(works(secret));
}

TEST_F(SessionsTest, ADeletedApiTokenEnds) {
  const std::string secret = make_api_token(std::nullopt);
  ASSERT_TRUE(works(secret));
  EXPECT_EQ(sessions_->logout(*who(secret)->session).error().code, ErrorCode::kForbidden);
  EXPECT_TRUE(works(secret));
  write([&](Tx& tx) -> Result<void> {
    TRY(Table<resource::ApiToken>().remove(tx, token_id_));
    return store::revoke_session(tx, token_id_);
  });
  EXPECT_FALSE(works(secret));
}

TEST_F(SessionsTest, ChangingThePasswordEndsOtherSessions) {
  const std::string mine = sign_in(), other = sign_in(), api = make_api_token(std::nullopt);
  ASSERT_TRUE(works(other));
  const auto caller = who(mine);
  EXPECT_EQ(sessions_->change_password(*caller, "not the password", "another horse")
                .error()
                .violations.at(0)
                .field,
            "current_password");
  EXPECT_FALSE(sessions_->change_password(*caller, kPassword, "short"));
  EXPECT_FALSE(sessions_->change_password(*caller, kPassword, kPassword));
  EXPECT_EQ(sessions_->change_password(*who(api), kPassword, "another horse").error().code,
            ErrorCode::kForbidden);
  ASSERT_TRUE(sessions_->change_password(*caller, kPassword, "another horse"));
  EXPECT_TRUE(works(mine));
  EXPECT_FALSE(works(other));
  EXPECT_TRUE(works(api));
  EXPECT_FALSE(sessions_->login("dev1", kPassword, "192.0.2.7"));
  EXPECT_TRUE(sessions_->login("dev1", "another horse", "192.0.2.7"));
  EXPECT_EQ(audited("user.change_password"), 1u);
}

TEST_F(SessionsTest, PasswordsAreRehashedWhenTheCostChanges) {
  passwords_ = std::make_unique<Passwords>(
      base::system_rng(),
      PasswordOptions{.cost = {.memory_kib = 128, .iterations = 1, .lanes = 1}});
  make_sessions();
  sign_in();
  read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto credential, store::get_credential(tx, user_));
    EXPECT_NE(credential->phc.find("m=128,"), std::string::npos);
    return {};
  });
  sign_in();
}

TEST_F(SessionsTest, AUserHasOnlySoManySessions) {
  make_sessions({.per_user = 3});
  const std::string oldest = sign_in();
  for (int i = 0; i < 3; ++i) {
    clock_.advance(Duration{1000});
    sign_in();
  }
  EXPECT_FALSE(works(oldest));
  EXPECT_EQ(stored_sessions().size(), 3u);
}

TEST_F(SessionsTest, TheCacheIsBounded) {
  make_sessions({.cached = 2});
  const std::string a = sign_in(), b = sign_in(), c = sign_in();
  for (int round = 0; round < 3; ++round)
    for (const auto& token : {a, b, c}) EXPECT_TRUE(works(token));
}

// Those who look while it happens must not put back into memory what has just ended.
TEST_F(SessionsTest, EndsAtOnceUnderConcurrentUse) {
  const std::string token = sign_in();
  std::atomic<bool> over = false;
  std::vector<base::Thread> users;
  for (int i = 0; i < 3; ++i)
    users.emplace_back("user", [&] {
      while (!over) (void)who(token);
    });
  for (int round = 0; round < 25; ++round) {
    change_user([](User& u) { u.disabled = true; });
    EXPECT_FALSE(works(token)) << round;
    change_user([](User& u) { u.disabled = false; });
    EXPECT_TRUE(works(token)) << round;
  }
  over = true;
}

class FirstStartTest : public SessionsTest {};

TEST_F(FirstStartTest, MakesTheAdministratorAndTheDefaultWorkspaceOnce) {
  const auto first = ensure_first_start(*store_, *passwords_, base::system_rng(), std::nullopt);
  ASSERT_TRUE(first) << first.error().to_string();
  ASSERT_TRUE(first->generated_password);
  const auto in = sessions_->login("admin", *first->generated_password, kAddress);
  ASSERT_TRUE(in);
  const auto caller = who(in->token);
  EXPECT_TRUE(caller->actor.is_administrator());
  EXPECT_EQ(caller->actor.roles.size(), 1u);
  read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto workspace, Table<resource::Workspace>().get_by_name(tx, "", "default"));
    EXPECT_TRUE(workspace.is_default);
    TRY_ASSIGN(const auto member, Table<Member>().get_by_name(tx, workspace.id, "admin"));
    EXPECT_TRUE(member.platform_administrator);
    return {};
  });
  const auto second =
      ensure_first_start(*store_, *passwords_, base::system_rng(), "another password");
  ASSERT_TRUE(second);
  EXPECT_EQ(second->did, FirstStart::Did::kNothing);
  EXPECT_FALSE(sessions_->login("admin", "another password", kAddress));
}

TEST_F(FirstStartTest, TakesAGivenPasswordThatFitsThePolicy) {
  const auto bad = ensure_first_start(*store_, *passwords_, base::system_rng(), "short");
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().message.find("MILLRACE_ADMIN_PASSWORD"), std::string::npos);
  const auto first =
      ensure_first_start(*store_, *passwords_, base::system_rng(), "a good password");
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->generated_password);
  EXPECT_TRUE(sessions_->login("admin", "a good password", kAddress));
}

}  // namespace
}  // namespace millrace::auth
