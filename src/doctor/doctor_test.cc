#include "doctor/doctor.h"

#include <gtest/gtest.h>

#include "io/test_folder.h"
#include "resource/machines.h"
#include "store/audit_log.h"
#include "store/table.h"

namespace millrace::doctor {
namespace {

using State = Check::State;

class DoctorTest : public ::testing::Test {
 protected:
  std::unique_ptr<store::Store> open() {
    auto opened = store::Store::open({.database = places_.database, .readers = 1}, clock_);
    EXPECT_TRUE(opened.has_value()) << opened.error().message;
    return std::move(*opened);
  }
  Check check(std::string_view name) {
    for (Check& c : examine(loaded_, places_, io::system_files(), clock_))
      if (c.name == name) return c;
    ADD_FAILURE() << "there is no check " << name;
    return {};
  }
  io::TestFolder folder_;
  base::FakeClock clock_;
  settings::Loaded loaded_;
  Places places_{folder_.path(), folder_ / "m.db", folder_ / "lock", "/bin/true"};
};

TEST_F(DoctorTest, ASoundInstallationIsOk) {
  const auto store = open();
  for (const char* name : {"configuration", "data folder", "server", "shim", "database", "walls",
                           "ledger", "audit chain"})
    EXPECT_EQ(check(name).state, State::kOk) << name << ": " << check(name).found;
}

TEST_F(DoctorTest, WhatIsAbsentIsSaidWithAdvice) {
  places_.shim = folder_ / "absent";
  places_.data = folder_ / "nowhere";
  loaded_.warnings = {"MILLRACE_SERVER_X is set but there is no such setting"};
  EXPECT_EQ(check("shim").state, State::kFailed);
  EXPECT_EQ(check("data folder").state, State::kFailed);
  EXPECT_EQ(check("configuration").state, State::kWarning);
  EXPECT_EQ(check("database").state, State::kFailed);
  EXPECT_EQ(check("ledger").state, State::kSkipped);
  for (const Check& c : examine(loaded_, places_, io::system_files(), clock_))
    EXPECT_EQ(c.state == State::kOk || c.state == State::kSkipped, c.advice.empty()) << c.name;
}

TEST_F(DoctorTest, MissingWallsAreNamed) {
  const auto store = open();
  resource::Node node;
  node.name = "n1";
  node.missing_walls = {"not root: users are not isolated"};
  ASSERT_TRUE(
      store->write([&](store::Tx& tx) { return store::Table<resource::Node>().insert(tx, node); })
          .has_value());
  EXPECT_EQ(check("walls").state, State::kWarning);
  EXPECT_EQ(check("walls").found, "n1: not root: users are not isolated");
}

TEST_F(DoctorTest, TheAuditTrailIsCounted) {
  const auto store = open();
  const auto append = [](store::Tx& tx) -> Result<void> {
    store::append_audit(tx, {.action = "user.create"});
    return {};
  };
  ASSERT_TRUE(store->write(append).has_value());
  EXPECT_EQ(check("audit chain").found.substr(0, 12), "1 rows, head");
}

}  // namespace
}  // namespace millrace::doctor
