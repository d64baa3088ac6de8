// Backups come back whole, into either database, and damaged ones are refused before anything is
// written.
#include "store/backup.h"

#include "store/crash_workload.h"
#include "store/store_fixture.h"

namespace millrace::store {
namespace {

class Backup : public StoreTest {
 protected:
  std::string file() const { return fresh_.folder().file("backup.jsonl"); }
  BackupSummary take() {
    const auto summary = backup(*store_, io::system_files(), file(), clock_.now());
    EXPECT_TRUE(summary) << summary.error().to_string();
    return summary ? *summary : BackupSummary{};
  }
  Result<BackupSummary> give(const std::string& address) {
    return restore(io::system_files(), file(), address, clock_.now());
  }

  FreshDatabase other_;
};

TEST_F(Backup, ComesBackWhole) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(write_unit(*store_, std::to_string(i)));
  write([](Tx& tx) { return set_setting(tx, "text", "quote \" and \\ and 磨\n\t\x01"); });
  const BackupSummary taken = take();
  ASSERT_TRUE(write_unit(*store_, "later"));
  EXPECT_EQ(taken.rows, 5 * 6 + 4);  // and text, sequencer, capacity and the ledger's time
  for (const std::string& address : {other_.address(), fresh_.folder().file("portable.db")}) {
    const auto given = give(address);
    ASSERT_TRUE(given) << given.error().to_string();
    EXPECT_EQ(given->rows, taken.rows);
    auto restored = Store::open({.database = address}, clock_);
    ASSERT_TRUE(restored) << restored.error().to_string();
    EXPECT_EQ(unit_rows(**restored).size(), 5u);
    EXPECT_GT((*restored)->last_rev(), store_->last_rev());
    ASSERT_TRUE((*restored)->read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(const auto text, get_setting(tx, "text"));
      EXPECT_EQ(text, "quote \" and \\ and 磨\n\t\x01");
      TRY_ASSIGN(const AuditCheck audit, verify_audit(tx));
      EXPECT_EQ(audit.bad_rev, 0) << audit.words;
      EXPECT_EQ(audit.rows, 5);
      TRY_ASSIGN(const ChangePage stale, read_changes(tx, store_->last_rev(), 10));
      EXPECT_EQ(stale.position, ChangePage::Position::kGone)
          << "watchers of the lost history list again";
      return {};
    }));
    EXPECT_TRUE(write_unit(**restored, "after"));
  }
}

TEST_F(Backup, ADamagedFileIsRefusedBeforeAnythingIsWritten) {
  ASSERT_TRUE(write_unit(*store_, "1"));
  take();
  const auto whole = io::read_file(io::system_files(), file());
  ASSERT_TRUE(whole);
  std::string flipped = *whole;
  flipped[flipped.find("unit.create")] = 'U';
  for (const std::string& bad :
       {whole->substr(0, whole->size() / 2), whole->substr(0, whole->rfind("{\"end\"")), flipped,
        *whole + "[]\n"}) {
    ASSERT_TRUE(io::replace_file(io::system_files(), file(), bad));
    EXPECT_EQ(give(other_.address()).error().code, ErrorCode::kCorrupt);
  }
  ASSERT_TRUE(io::replace_file(io::system_files(), file(), "{}\n"));
  EXPECT_EQ(give(other_.address()).error().code, ErrorCode::kInvalid);
  ASSERT_TRUE(io::replace_file(io::system_files(), file(), *whole));
  EXPECT_TRUE(give(other_.address())) << "the database is still empty";
}

TEST_F(Backup, ADatabaseWithSomethingInItIsLeftAlone) {
  ASSERT_TRUE(write_unit(*store_, "1"));
  take();
  store_.reset();
  const auto refused = give(database());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kAlreadyExists);
  reopen();
  EXPECT_EQ(unit_rows(*store_).size(), 1u);
}

TEST_F(Backup, ABackupOfANewerProgramIsRefused) {
  const std::string text = "{\"millrace_backup\":1,\"migration\":9999,\"last_rev\":0}\n";
  ASSERT_TRUE(io::replace_file(io::system_files(), file(), text));
  EXPECT_NE(give(other_.address()).error().message.find("newer Millrace"), std::string::npos);
}

}  // namespace
}  // namespace millrace::store
