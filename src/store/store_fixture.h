// For tests of store/: a database in a temporary folder of its own, opened with a clock that stands.
#pragma once
#include <gtest/gtest.h>
#include <stdlib.h>

#include <memory>
#include <string>

#include "io/file_system.h"
#include "store/store.h"

namespace millrace::store {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = testing::TempDir() + "/millrace-store-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { (void)io::system_files().remove_tree(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
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
  std::string database() const { return folder_.file("store.db"); }

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

  TemporaryFolder folder_;
  base::FakeClock clock_;
  std::unique_ptr<Store> store_;
};

}  // namespace millrace::store
