// A database that goes away, before or after a commit took effect: every acknowledged write is
// there once.
#include "store/changes.h"
#include "store/settings.h"
#include "store/sql_store.h"
#include "store/store_fixture.h"

namespace millrace::store {
namespace {

// When the connection breaks, as seen from the writer.
enum class Break { kNever, kInBody, kBeforeCommit, kAfterCommit };

struct Faults {
  Break next = Break::kNever;
  int refused_connects = 0;  // how many attempts to connect fail first
  int connects = 0;
};

class BreakingConnection final : public Connection {
 public:
  BreakingConnection(std::unique_ptr<Connection> inner, Faults& faults)
      : inner_(std::move(inner)), faults_(faults) {}
  Result<void> query(std::string_view sql, const std::vector<SqlValue>& values,
                     const std::function<Result<void>(const Row&)>& each) override {
    return inner_->query(sql, values, each);
  }
  Result<std::int64_t> execute(std::string_view sql, const std::vector<SqlValue>& values) override {
    if (lost_) return gone();
    if (sql.starts_with("INSERT INTO setting") && take(Break::kInBody)) return gone();
    if (sql == "COMMIT" && take(Break::kBeforeCommit)) return gone();
    if (sql == "COMMIT" && take(Break::kAfterCommit)) {
      const auto done = inner_->execute(sql, values);
      EXPECT_TRUE(done);
      return gone();
    }
    return inner_->execute(sql, values);
  }
  Result<void> script(const std::string& sql) override { return inner_->script(sql); }
  Result<void> begin() override { return lost_ ? Result<void>(gone()) : inner_->begin(); }
  bool in_transaction() const override { return inner_->in_transaction(); }
  bool lost() const override { return lost_; }

 private:
  bool take(Break when) {
    if (faults_.next != when) return false;
    faults_.next = Break::kNever;
    lost_ = true;
    return true;
  }
  static Error gone() { return fail(ErrorCode::kUnavailable, "the connection broke"); }

  std::unique_ptr<Connection> inner_;
  Faults& faults_;
  bool lost_ = false;
};

class BreakingDriver final : public Driver {
 public:
  BreakingDriver(std::string path, Faults& faults)
      : inner_(sqlite_driver(std::move(path))), faults_(faults) {}
  Dialect dialect() const override { return inner_->dialect(); }
  Result<std::unique_ptr<Connection>> connect(Role role) override {
    if (role == Role::kReader) return inner_->connect(role);
    ++faults_.connects;
    if (faults_.refused_connects > 0) {
      --faults_.refused_connects;
      return fail(ErrorCode::kUnavailable, "refused");
    }
    TRY_ASSIGN(auto connection, inner_->connect(role));
    return std::unique_ptr<Connection>(new BreakingConnection(std::move(connection), faults_));
  }
  Result<void> lock_writer(Connection&) override { return {}; }

 private:
  std::unique_ptr<Driver> inner_;
  Faults& faults_;
};

class Reconnect : public testing::Test {
 protected:
  void SetUp() override {
    StoreOptions options{.database = folder_.file("store.db")};
    auto store = SqlStore::open(std::make_unique<BreakingDriver>(options.database, faults_),
                                options, clock_);
    ASSERT_TRUE(store) << store.error().to_string();
    store_ = std::move(*store);
  }
  // A body that must take effect exactly once.
  Result<void> count_up() {
    return store_->write([this](Tx& tx) -> Result<void> {
      ++runs_;
      TRY_ASSIGN(const auto n, get_integer_setting(tx, "n", 0));
      TRY(set_setting(tx, "n", std::to_string(n + 1)));
      append_change(tx, "thing", "id", "", ChangeOp::kUpdated);
      return {};
    });
  }
  std::int64_t counted() {
    std::int64_t n = -1;
    const auto done = store_->read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(n, get_integer_setting(tx, "n", 0));
      return {};
    });
    EXPECT_TRUE(done);
    return n;
  }

  TemporaryFolder folder_;
  base::FakeClock clock_;
  Faults faults_;
  std::unique_ptr<Store> store_;
  int runs_ = 0;
};

TEST_F(Reconnect, ABodyCutShortRunsAgain) {
  for (const Break when : {Break::kInBody, Break::kBeforeCommit}) {
    const auto before = counted();
    runs_ = 0;
    faults_.next = when;
    ASSERT_TRUE(count_up());
    EXPECT_EQ(runs_, 2);
    EXPECT_EQ(counted(), before + 1);
    EXPECT_EQ(store_->last_rev(), before + 1);
  }
}

TEST_F(Reconnect, ACommitWhoseAnswerWasLostIsNotDoneTwice) {
  faults_.next = Break::kAfterCommit;
  ASSERT_TRUE(count_up());
  EXPECT_EQ(runs_, 1);
  EXPECT_EQ(counted(), 1);
  EXPECT_EQ(store_->last_rev(), 1);
  ASSERT_TRUE(count_up());
  EXPECT_EQ(counted(), 2);
  EXPECT_EQ(store_->last_rev(), 2);
}

TEST_F(Reconnect, WritesWaitForADatabaseThatComesBackAndFailWhenItDoesNot) {
  faults_.next = Break::kInBody;
  faults_.refused_connects = 5;
  ASSERT_TRUE(count_up());
  EXPECT_EQ(counted(), 1);
  faults_.next = Break::kInBody;
  faults_.refused_connects = 1'000'000;
  EXPECT_EQ(count_up().error().code, ErrorCode::kUnavailable);
  EXPECT_LT(faults_.connects, 100) << "the pauses grow";
  faults_.refused_connects = 0;
  ASSERT_TRUE(count_up());
  EXPECT_EQ(counted(), 2);
}

class ServerRestarts : public StoreTest {};

TEST_F(ServerRestarts, AllConnectionsAreMadeAnew) {
  if (!test_postgres()) GTEST_SKIP() << "only a server can cut connections";
  const auto cut = [this] {
    const auto other = postgres_driver(database())->connect(Role::kReader);
    ASSERT_TRUE(other);
    const auto done = (*other)->script(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid()");
    ASSERT_TRUE(done) << done.error().to_string();
  };
  write([](Tx& tx) { return set_setting(tx, "a", "0"); });
  EXPECT_EQ(number("SELECT count(*) FROM setting"), 1);  // there is a reader
  int runs = 0;
  write([&](Tx& tx) -> Result<void> {
    if (++runs == 1) cut();
    return set_setting(tx, "a", std::to_string(runs));
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(number("SELECT count(*) FROM setting WHERE value = '2'"), 1)
      << "the reader's connection is new as well";
}

}  // namespace
}  // namespace millrace::store
