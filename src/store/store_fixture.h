// For tests of store/: a database of its own for each test, opened with a clock that stands. SQLite
// in a temporary folder, or a new database of the PostgreSQL that MILLRACE_TEST_POSTGRES names
// (with_postgres).
#pragma once
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "io/file_system.h"
#include "store/connection.h"
#include "store/store.h"

namespace millrace::store {

class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& parent = testing::TempDir()) {
    std::string pattern = parent + "/millrace-store-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { (void)io::system_files().remove_tree(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline const char* test_postgres() {
  return getenv("MILLRACE_TEST_POSTGRES");
}

// What StoreOptions::database wants for a database that is not there yet.
class FreshDatabase {
 public:
  FreshDatabase() : name_("store_" + std::to_string(getpid()) + "_" + std::to_string(++count())) {
    if (test_postgres()) admin("CREATE DATABASE " + name_);
  }
  ~FreshDatabase() {
    if (test_postgres()) admin("DROP DATABASE " + name_ + " WITH (FORCE)");
  }
  FreshDatabase(const FreshDatabase&) = delete;
  FreshDatabase& operator=(const FreshDatabase&) = delete;
  std::string address() const {
    return test_postgres() ? postgres_url(name_) : folder_.file("store.db");
  }
  std::string absent() const {
    return test_postgres() ? postgres_url("absent") : folder_.file("absent.db");
  }
  const TemporaryFolder& folder() const { return folder_; }

 private:
  static int& count() {
    static int n = 0;
    return n;
  }
  static std::string postgres_url(const std::string& name) {
    std::string url = test_postgres();
    return url.replace(url.find("///postgres?") + 3, 8, name);
  }
  static void admin(const std::string& sql) {
    const auto connection = postgres_driver(test_postgres())->connect(Role::kReader);
    ASSERT_TRUE(connection) << connection.error().to_string();
    const auto done = (*connection)->script(sql);
    ASSERT_TRUE(done) << done.error().to_string();
  }
  std::string name_;
  TemporaryFolder folder_;
};

class StoreTest : public testing::Test {
 protected:
  void SetUp() override { reopen(); }
  void reopen() {
    store_.reset();
    auto store = Store::open({.database = database()}, clock_);
    ASSERT_TRUE(store) << store.error().to_string();
    store_ = std::move(*store);
  }
  std::string database() const { return fresh_.address(); }

  // Shorthands that fail the test when the transaction does.
  void write(const std::function<Result<void>(Tx&)>& body) {
    const auto done = store_->write(body);
    ASSERT_TRUE(done) << done.error().to_string();
  }
  void read(const std::function<Result<void>(ReadTx&)>& body) {
    const auto done = store_->read(body);
    ASSERT_TRUE(done) << done.error().to_string();
  }
  std::int64_t number(const std::string& sql) {
    std::int64_t n = -1;
    read([&](ReadTx& tx) {
      return tx.query(sql, {}, [&](const Row& row) -> Result<void> {
        n = row.integer(0);
        return {};
      });
    });
    return n;
  }

  FreshDatabase fresh_;
  base::FakeClock clock_;
  std::unique_ptr<Store> store_;
};

}  // namespace millrace::store
