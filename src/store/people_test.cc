// Sessions, credentials and idempotent calls.
#include "store/credentials.h"
#include "store/idempotency.h"
#include "store/sessions.h"
#include "store/store_fixture.h"

namespace millrace::store {
namespace {

class Sessions : public StoreTest {
 protected:
  Session add(const std::string& hash, const std::string& user,
              SessionKind kind = SessionKind::kSession) {
    Session s{.id = "",
              .token_hash = hash,
              .user_id = user,
              .kind = kind,
              .expires_at = clock_.now() + base::Duration{1000}};
    write([&](Tx& tx) { return add_session(tx, s); });
    return s;
  }
  std::optional<Session> find(const std::string& hash) {
    std::optional<Session> found;
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(found, find_session(tx, hash, clock_.now()));
      return {};
    });
    return found;
  }
};

TEST_F(Sessions, AreFoundUntilTheyExpire) {
  const Session s = add("h1", "u1");
  ASSERT_TRUE(find("h1"));
  EXPECT_EQ(find("h1")->user_id, "u1");
  EXPECT_EQ(find("h1")->id, s.id);
  EXPECT_FALSE(find("h2"));
  clock_.advance(base::Duration{1000});
  EXPECT_FALSE(find("h1"));
}

TEST_F(Sessions, EndOneByOneOrAllOfAUser) {
  const Session one = add("h1", "u1");
  add("h2", "u1");
  add("h3", "u1", SessionKind::kApiToken);
  add("h4", "u2");
  write([&](Tx& tx) { return revoke_session(tx, one.id); });
  EXPECT_FALSE(find("h1"));
  write([](Tx& tx) -> Result<void> {
    TRY_ASSIGN(const auto ended, revoke_sessions_of(tx, "u1", RevokeWhich::kSessions));
    EXPECT_EQ(ended, 1);
    return {};
  });
  EXPECT_FALSE(find("h2"));
  EXPECT_TRUE(find("h3"));
  write([](Tx& tx) -> Result<void> {
    TRY(revoke_sessions_of(tx, "u1", RevokeWhich::kSessionsAndTokens));
    return {};
  });
  EXPECT_FALSE(find("h3"));
  EXPECT_TRUE(find("h4"));
}

TEST_F(Sessions, UsesAreWrittenTogether) {
  const Session s = add("h1", "u1");
  SessionUses uses;
  const auto later = clock_.now() + base::Duration{500};
  uses.note(s.id, later);
  uses.note(s.id, later - base::Duration{100});
  const auto commits = store_->counters().commits;
  ASSERT_TRUE(uses.flush(*store_));
  ASSERT_TRUE(uses.flush(*store_));
  EXPECT_EQ(store_->counters().commits, commits + 1);
  EXPECT_EQ(find("h1")->used_at, later);
}

using Credentials = StoreTest;

TEST_F(Credentials, AreReplacedAndRemoved) {
  write([](Tx& tx) { return set_credential(tx, "u1", "first"); });
  clock_.advance(base::Duration{5});
  write([](Tx& tx) { return set_credential(tx, "u1", "second"); });
  read([this](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto found, get_credential(tx, "u1"));
    EXPECT_TRUE(found);
    EXPECT_EQ(found->phc, "second");
    EXPECT_EQ(found->changed_at, clock_.now());
    TRY_ASSIGN(const auto none, get_credential(tx, "u2"));
    EXPECT_FALSE(none);
    return {};
  });
  write([](Tx& tx) { return remove_credential(tx, "u1"); });
  EXPECT_EQ(number("SELECT count(*) FROM credential"), 0);
}

using Idempotency = StoreTest;

TEST_F(Idempotency, TheSameCallIsFoundAndAnotherIsAConflict) {
  const IdempotentCall call{.actor = "u1",
                            .key = "k",
                            .route = "POST /jobs",
                            .body_hash = "h",
                            .object_id = "o1",
                            .status = 201};
  read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto none, find_call(tx, call));
    EXPECT_FALSE(none);
    return {};
  });
  write([&](Tx& tx) { return record_call(tx, call); });
  read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto found, find_call(tx, call));
    EXPECT_TRUE(found);
    EXPECT_EQ(found->object_id, "o1");
    EXPECT_EQ(found->status, 201);
    IdempotentCall other = call;
    other.body_hash = "other";
    EXPECT_EQ(find_call(tx, other).error().code, ErrorCode::kConflict);
    other.actor = "u2";
    TRY_ASSIGN(const auto of_another, find_call(tx, other));
    EXPECT_FALSE(of_another);
    return {};
  });
  EXPECT_EQ(store_->write([&](Tx& tx) { return record_call(tx, call); }).error().code,
            ErrorCode::kAlreadyExists);
  clock_.advance(base::Duration{1});
  write([this](Tx& tx) -> Result<void> {
    TRY_ASSIGN(const auto gone, prune_calls(tx, clock_.now()));
    EXPECT_EQ(gone, 1);
    return {};
  });
}

}  // namespace
}  // namespace millrace::store
