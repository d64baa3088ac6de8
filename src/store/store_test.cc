// The writer and the readers: savepoints, order of revs, group commit, fencing.
#include <atomic>

#include "base/mutex.h"
#include "base/thread.h"
#include "store/changes.h"
#include "store/settings.h"
#include "store/store_fixture.h"

namespace millrace::store {
namespace {

using StoreWrites = StoreTest;

TEST_F(StoreWrites, AnErrorUndoesOnlyItsOwnBody) {
  write([](Tx& tx) { return set_setting(tx, "a", "1"); });
  const auto failed = store_->write([](Tx& tx) -> Result<void> {
    TRY(set_setting(tx, "a", "2"));
    append_change(tx, "thing", "id", "", ChangeOp::kUpdated);
    return fail(ErrorCode::kInvalid, "no");
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kInvalid);
  read([](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto a, get_setting(tx, "a"));
    EXPECT_EQ(a, "1");
    return {};
  });
  EXPECT_EQ(number("SELECT count(*) FROM change"), 0);
  EXPECT_EQ(store_->last_rev(), 0);
}

TEST_F(StoreWrites, AFailedStatementSpoilsItsBodyEvenIfIgnored) {
  write([](Tx& tx) { return set_setting(tx, "a", "1"); });
  const auto spoiled = store_->write([](Tx& tx) -> Result<void> {
    TRY(set_setting(tx, "b", "1"));
    const auto taken = tx.execute("INSERT INTO setting (name, value) VALUES ('a', '2')", {});
    EXPECT_FALSE(taken);
    EXPECT_EQ(taken.error().code, ErrorCode::kAlreadyExists);
    EXPECT_EQ(taken.error().violations.at(0).field, "name");
    return {};
  });
  ASSERT_FALSE(spoiled);
  EXPECT_EQ(spoiled.error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(number("SELECT count(*) FROM setting"), 1);
}

TEST_F(StoreWrites, TransactionsDoNotNest) {
  write([this](Tx&) -> Result<void> {
    EXPECT_EQ(store_->write([](Tx&) -> Result<void> { return {}; }).error().code,
              ErrorCode::kInternal);
    EXPECT_EQ(store_->read([](ReadTx&) -> Result<void> { return {}; }).error().code,
              ErrorCode::kInternal);
    return {};
  });
  read([this](ReadTx&) -> Result<void> {
    EXPECT_EQ(store_->read([](ReadTx&) -> Result<void> { return {}; }).error().code,
              ErrorCode::kInternal);
    return {};
  });
}

TEST_F(StoreWrites, ReadersSeeOneSnapshotAndCannotWrite) {
  read([this](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto before, get_setting(tx, "a"));
    base::Thread other("other", [this] { write([](Tx& w) { return set_setting(w, "a", "1"); }); });
    other.join();
    TRY_ASSIGN(const auto after, get_setting(tx, "a"));
    EXPECT_EQ(before, after);
    EXPECT_FALSE(
        tx.query("DELETE FROM setting", {}, [](const Row&) -> Result<void> { return {}; }));
    return {};
  });
  EXPECT_EQ(number("SELECT count(*) FROM setting"), 1);
}

TEST_F(StoreWrites, ConcurrentWritersShareCommitsAndRevsHaveNoGaps) {
  constexpr int kThreads = 8, kEach = 50;
  base::Mutex mutex;
  base::CondVar may_go;
  bool gone = false;
  // The writer is held inside a body until all others have queued: they must then share commits.
  base::Thread holder("holder", [&] {
    write([&](Tx& tx) -> Result<void> {
      base::MutexLock lock(mutex);
      while (!gone) may_go.wait(mutex);
      return set_setting(tx, "held", "1");
    });
  });
  std::vector<base::Thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back("writer", [&, t] {
      for (int i = 0; i < kEach; ++i)
        write([&](Tx& tx) -> Result<void> {
          append_change(tx, "thing", std::to_string(t) + "-" + std::to_string(i), "",
                        ChangeOp::kCreated);
          return {};
        });
    });
  {
    base::MutexLock lock(mutex);
    gone = true;
    may_go.notify_all();
  }
  threads.clear();
  holder.join();
  EXPECT_EQ(number("SELECT count(*) FROM change"), kThreads * kEach);
  EXPECT_EQ(number("SELECT max(rev) - min(rev) + 1 FROM change"), kThreads * kEach);
  EXPECT_EQ(store_->last_rev(), kThreads * kEach);
  EXPECT_LT(store_->counters().commits, store_->counters().writes);
}

TEST_F(StoreWrites, ListenersHearOfEachCommitUntilRemoved) {
  std::atomic<std::int64_t> heard = 0;
  const auto token = store_->add_listener([&](std::int64_t rev) { heard = rev; });
  const auto append = [](Tx& tx) -> Result<void> {
    append_change(tx, "thing", "id", "", ChangeOp::kCreated);
    return {};
  };
  write(append);
  write(append);  // its commit comes after the first one's listeners
  EXPECT_GE(heard.load(), 1);
  store_->remove_listener(token);
  const auto before = heard.load();
  write(append);
  write(append);
  EXPECT_EQ(heard.load(), before);
}

TEST_F(StoreWrites, RevsGoOnAfterReopening) {
  const auto append = [](Tx& tx) -> Result<void> {
    append_change(tx, "thing", "id", "", ChangeOp::kCreated);
    return {};
  };
  write(append);
  reopen();
  EXPECT_EQ(store_->last_rev(), 1);
  write(append);
  EXPECT_EQ(store_->last_rev(), 2);
}

TEST_F(StoreWrites, TwoServersCannotWriteOneDatabase) {
  if (test_postgres()) {  // the first one's lock keeps the second out
    EXPECT_EQ(Store::open({.database = database()}, clock_).error().code, ErrorCode::kUnavailable);
    return;
  }
  // On SQLite the newer one fences the older out.
  auto newer = Store::open({.database = database()}, clock_);
  ASSERT_TRUE(newer);
  const auto late = store_->write([](Tx& tx) { return set_setting(tx, "a", "old"); });
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE((*newer)->write([](Tx& tx) { return set_setting(tx, "a", "new"); }));
}

TEST_F(StoreWrites, MoreThanTheQueueHoldsAreRefused) {
  store_.reset();
  auto small = Store::open({.database = database(), .max_queued_writes = 2}, clock_);
  ASSERT_TRUE(small);
  base::Mutex mutex;
  base::CondVar changed;
  int started = 0, refused = 0;
  const auto one = [&] {
    const auto done = (*small)->write([](Tx& tx) { return set_setting(tx, "a", "1"); });
    base::MutexLock lock(mutex);
    if (!done) {
      EXPECT_EQ(done.error().code, ErrorCode::kExhausted);
      ++refused;
    }
    changed.notify_all();
  };
  base::Thread holder("holder", [&] {
    ASSERT_TRUE((*small)->write([&](Tx&) -> Result<void> {
      base::MutexLock lock(mutex);
      ++started;
      changed.notify_all();
      while (refused == 0) changed.wait(mutex);
      return {};
    }));
  });
  {
    base::MutexLock lock(mutex);
    while (started == 0) changed.wait(mutex);
  }
  std::vector<base::Thread> threads;
  for (int i = 0; i < 3; ++i) threads.emplace_back("writer", one);
  threads.clear();
  holder.join();
  EXPECT_EQ(refused, 1);
}

TEST_F(StoreWrites, AFullDiskFailsTheWriteAndNothingElse) {
  if (test_postgres()) GTEST_SKIP() << "SQLite's limit of pages stands for the disk";
  const auto limit = [this](const std::string& pages) {
    write([&](Tx& tx) -> Result<void> {
      TRY(tx.execute("PRAGMA max_page_count = " + pages, {}));
      return {};
    });
  };
  write([](Tx& tx) { return set_setting(tx, "a", "1"); });
  limit("1");  // SQLite keeps what there is, and gives no more
  const auto full =
      store_->write([](Tx& tx) { return set_setting(tx, "b", std::string(1 << 20, 'x')); });
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::kExhausted) << full.error().to_string();
  EXPECT_EQ(number("SELECT count(*) FROM setting"), 1);
  limit("1000000");
  write([](Tx& tx) { return set_setting(tx, "b", "2"); });
}

TEST_F(StoreWrites, InspectingChangesNothing) {
  const auto inspect =
      Store::open({.database = database(), .mode = StoreOptions::Mode::kInspect}, clock_);
  ASSERT_TRUE(inspect);
  EXPECT_FALSE((*inspect)->write([](Tx&) -> Result<void> { return {}; }));
  write([](Tx& tx) { return set_setting(tx, "a", "1"); });  // the server is not fenced
  EXPECT_EQ(Store::open({.database = fresh_.absent(), .mode = StoreOptions::Mode::kInspect}, clock_)
                .error()
                .code,
            ErrorCode::kUnavailable);
}

using Changes = StoreTest;

TEST_F(Changes, ArePagedAndForgottenAfterTheirTime) {
  for (int i = 0; i < 5; ++i)
    write([&](Tx& tx) -> Result<void> {
      append_change(tx, i % 2 ? "odd" : "even", std::to_string(i), "ws", ChangeOp::kUpdated);
      return {};
    });
  read([](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const ChangePage first, read_changes(tx, 0, 2));
    EXPECT_EQ(first.changes.size(), 2u);
    EXPECT_EQ(first.next, 2);
    TRY_ASSIGN(const ChangePage odd, read_changes(tx, 0, 10, "odd"));
    EXPECT_EQ(odd.changes.size(), 2u);
    EXPECT_EQ(odd.changes[0].id, "1");
    EXPECT_EQ(odd.next, 5);
    TRY_ASSIGN(const ChangePage beyond, read_changes(tx, 6, 10));
    EXPECT_EQ(beyond.position, ChangePage::Position::kGone);
    return {};
  });
  clock_.advance(base::Duration{1000});
  write([this](Tx& tx) -> Result<void> {
    TRY_ASSIGN(const std::int64_t gone, prune_changes(tx, clock_.now(), 3));
    EXPECT_EQ(gone, 3);
    return {};
  });
  read([](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const ChangePage old, read_changes(tx, 2, 10));
    EXPECT_EQ(old.position, ChangePage::Position::kGone);
    TRY_ASSIGN(const ChangePage kept, read_changes(tx, 3, 10));
    EXPECT_EQ(kept.position, ChangePage::Position::kKept);
    EXPECT_EQ(kept.changes.size(), 2u);
    return {};
  });
}

}  // namespace
}  // namespace millrace::store
