// Power cuts after each write to the disk, and kill -9 at random moments: what was acknowledged is
// there, what was not is whole or absent.
#include <signal.h>
#include <unistd.h>

#include <algorithm>

#include "base/rng.h"
#include "base/strings.h"
#include "base/thread.h"
#include "io/subprocess.h"
#include "store/crash_workload.h"
#include "store/sql_store.h"
#include "store/sqlite/recording_vfs.h"
#include "store/sqlite/sqlite_connection.h"
#include "store/store_fixture.h"

namespace millrace::store {
namespace {

constexpr int kUnits = 6;

class RecordedDriver final : public Driver {
 public:
  explicit RecordedDriver(std::string path) : path_(std::move(path)) {}
  Dialect dialect() const override { return Dialect::kSqlite; }
  Result<std::unique_ptr<Connection>> connect(Role role) override {
    TRY_ASSIGN(auto connection, SqliteConnection::open(path_, role, RecordingVfs::name()));
    TRY(connection->script(
        "PRAGMA wal_autocheckpoint = 30"));  // so that the small workload has checkpoints in it
    return connection;
  }
  Result<void> lock_writer(Connection&) override { return {}; }

 private:
  std::string path_;
};

// A folder that forgets quickly, where there is one: every cut point is a database of its own.
std::string quick_folder() {
  return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : testing::TempDir();
}

class PowerCut : public testing::Test {
 protected:
  static std::vector<DiskOperation> recorded_life(base::Clock& clock) {
    const TemporaryFolder folder(quick_folder());
    RecordingVfs vfs;
    StoreOptions options{.database = folder.file("store.db")};
    auto store = SqlStore::open(std::make_unique<RecordedDriver>(options.database), options, clock);
    EXPECT_TRUE(store);
    vfs.mark("open");
    for (int i = 0; i < kUnits; ++i) {
      EXPECT_TRUE(write_unit(**store, std::to_string(i)));
      vfs.mark("unit " + std::to_string(i));
    }
    store->reset();
    return vfs.operations();
  }
  static std::set<std::string> acknowledged(const std::vector<DiskOperation>& operations,
                                            std::size_t count) {
    std::set<std::string> ids;
    for (std::size_t i = 0; i < count; ++i)
      if (operations[i].kind == DiskOperation::Kind::kMark &&
          operations[i].file.starts_with("unit "))
        ids.insert(operations[i].file.substr(5));
    return ids;
  }
  // Opens what is left of the disk and looks at everything.
  void check_after(const std::vector<DiskOperation>& operations, std::size_t count,
                   base::Rng* rng) {
    const TemporaryFolder folder(quick_folder());
    for (const auto& [name, content] : disk_after(operations, count, rng))
      ASSERT_TRUE(io::replace_file(io::system_files(), folder.file(name), content));
    auto store = Store::open({.database = folder.file("store.db"), .readers = 1}, clock_);
    ASSERT_TRUE(store) << store.error().to_string();
    check_units(**store, acknowledged(operations, count));
    std::string integrity;
    ASSERT_TRUE((*store)->read([&](ReadTx& tx) -> Result<void> {
      return tx.query("PRAGMA integrity_check", {}, [&](const Row& row) -> Result<void> {
        integrity = row.text(0);
        return {};
      });
    }));
    EXPECT_EQ(integrity, "ok");
    EXPECT_TRUE(write_unit(**store, "after"));
  }
  base::FakeClock clock_;
};

TEST_F(PowerCut, AfterEachWriteOfTheDisk) {
  const auto operations = recorded_life(clock_);
  std::size_t opened = 0;
  while (operations[opened].kind != DiskOperation::Kind::kMark) ++opened;
  ASSERT_GT(operations.size(), opened + 100);
  for (std::size_t n = opened; n <= operations.size() && !HasFailure(); ++n) {
    SCOPED_TRACE("power cut after operation " + std::to_string(n));
    base::SeededRng rng(n);
    check_after(operations, n, n % 2 ? &rng : nullptr);
  }
}

TEST_F(PowerCut, WhileTheDatabaseIsMade) {
  const auto operations = recorded_life(clock_);
  std::size_t opened = 0;
  while (operations[opened].kind != DiskOperation::Kind::kMark) ++opened;
  for (std::size_t n = 0; n < opened && !HasFailure(); n += 11) {
    SCOPED_TRACE("power cut after operation " + std::to_string(n));
    base::SeededRng rng(n);
    check_after(operations, n, n % 2 ? &rng : nullptr);
  }
}

// The model of the disk must be able to lose: without its syncs, acknowledged writes go.
TEST_F(PowerCut, TheTestNoticesADiskThatLies) {
  auto operations = recorded_life(clock_);
  std::size_t opened = 0;
  while (operations[opened].kind != DiskOperation::Kind::kMark) ++opened;
  for (std::size_t i = opened; i < operations.size(); ++i)
    if (operations[i].kind == DiskOperation::Kind::kSync)
      operations[i] = {.kind = DiskOperation::Kind::kMark, .file = "no sync"};
  std::size_t last_unit = operations.size() - 1;
  while (operations[last_unit].file != "unit " + std::to_string(kUnits - 1)) --last_unit;
  const TemporaryFolder folder(quick_folder());
  for (const auto& [name, content] : disk_after(operations, last_unit + 1, nullptr))
    ASSERT_TRUE(io::replace_file(io::system_files(), folder.file(name), content));
  auto store = Store::open({.database = folder.file("store.db"), .readers = 1}, clock_);
  ASSERT_TRUE(store);
  EXPECT_LT(unit_rows(**store).size(), static_cast<std::size_t>(kUnits));
}

class Killed : public StoreTest {};

constexpr int kChildThreads = 4;

// Run by the test below in a process of its own, which it kills: writes units and says so. Without
// the fixture, whose folder would be left behind.
TEST(Victim, DISABLED_WritesUntilItIsKilled) {
  const char* database = getenv("MILLRACE_TEST_VICTIM");
  ASSERT_NE(database, nullptr) << "runs only as the victim of the next test";
  auto store = Store::open({.database = database}, base::system_clock());
  ASSERT_TRUE(store) << store.error().to_string();
  std::vector<base::Thread> threads;
  for (int t = 0; t < kChildThreads; ++t)
    threads.emplace_back("victim", [&, t] {
      for (int i = 0; i < 10'000; ++i) {
        const std::string id =
            std::to_string(getpid()) + "-" + std::to_string(t) + "-" + std::to_string(i);
        ASSERT_TRUE(write_unit(**store, id));
        const std::string line = "ack " + id + "\n";
        ASSERT_EQ(::write(STDOUT_FILENO, line.data(), line.size()),
                  static_cast<ssize_t>(line.size()));
      }
    });
}

// Reads acknowledgements until `enough`, kills, and reads what was still in the pipe.
std::set<std::string> kill_after(io::Subprocess& child, std::size_t enough) {
  std::string text;
  char buffer[4096];
  bool killed = false;
  for (;;) {
    const ssize_t n = ::read(child.out().get(), buffer, sizeof buffer);
    if (n <= 0) break;
    text.append(buffer, static_cast<std::size_t>(n));
    if (!killed && static_cast<std::size_t>(std::ranges::count(text, '\n')) >= enough) {
      EXPECT_TRUE(child.kill(SIGKILL));
      killed = true;
    }
  }
  EXPECT_TRUE(killed) << text;
  EXPECT_TRUE(child.wait());
  std::set<std::string> ids;
  text.erase(text.rfind('\n') + 1);  // a line cut by the kill was not acknowledged
  for (const auto line : base::split(text, '\n'))
    if (line.starts_with("ack ")) ids.insert(std::string(line.substr(4)));
  return ids;
}

TEST_F(Killed, AcknowledgedWritesOutliveTheProcess) {
  base::SeededRng rng(7);
  std::set<std::string> acknowledged;
  for (int round = 0; round < 8 && !HasFailure(); ++round) {
    store_.reset();
    setenv("MILLRACE_TEST_VICTIM", database().c_str(), 1);
    auto child = io::Subprocess::spawn(
        {.argv = {"/proc/self/exe", "--gtest_filter=Victim.DISABLED_WritesUntilItIsKilled",
                  "--gtest_also_run_disabled_tests"},
         .out = io::Stream::pipe()});
    unsetenv("MILLRACE_TEST_VICTIM");
    ASSERT_TRUE(child) << child.error().to_string();
    acknowledged.merge(kill_after(*child, 8 + rng.below(60)));
    reopen();
    check_units(*store_, acknowledged);
  }
  EXPECT_GT(acknowledged.size(), 60u);
}

}  // namespace
}  // namespace millrace::store
