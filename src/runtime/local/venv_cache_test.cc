#include "runtime/local/venv_cache.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "io/process_lock.h"
#include "io/test_folder.h"
#include "runtime/local/testing.h"

namespace millrace::runtime {
namespace {

class VenvCacheTest : public testing::Test {
 protected:
  static constexpr std::int64_t kSize = 1 << 20;

  // An environment of about kSize, last used so many seconds after 1970.
  void add(const std::string& hash, std::int64_t used) {
    auto& fs = io::system_files();
    ASSERT_TRUE(fs.make_directories(at(hash + "/lib"), 0755));
    ASSERT_TRUE(io::replace_file(fs, at(hash + "/lib/module.py"), std::string(kSize, 'x'), 0444));
    ASSERT_TRUE(io::replace_file(fs, at(hash + ".lock"), ""));
    ASSERT_TRUE(io::replace_file(fs, at(hash + ".used"), ""));
    const timespec times[2] = {{used, 0}, {used, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, at(hash + ".used").c_str(), times, 0), 0);
  }
  VenvCache::Users users(std::set<std::string> hashes) const {
    return {[hashes] { return hashes; },
            [hashes](const std::string& hash, const std::function<void()>& act) {
              if (hashes.contains(hash)) return false;
              act();
              return true;
            }};
  }
  std::vector<std::string> names() const { return *io::system_files().list(folder_.path()); }
  std::string at(const std::string& name) const { return folder_ / name; }

  io::TestFolder folder_;
};

using Names = std::vector<std::string>;

TEST_F(VenvCacheTest, TheLongestUnusedGoFirst) {
  add("aa", 30), add("bb", 10), add("cc", 20);
  VenvCache kept(io::system_files(), folder_.path(), 2 * kSize + kSize / 2);
  ASSERT_TRUE(kept.round(users({})));
  EXPECT_EQ(names(), (Names{"aa", "aa.lock", "aa.used", "cc", "cc.lock", "cc.used"}));
  ASSERT_TRUE(kept.note_use("cc"));
  add("dd", 40);
  ASSERT_TRUE(kept.round(users({})));
  EXPECT_EQ(names(), (Names{"cc", "cc.lock", "cc.used", "dd", "dd.lock", "dd.used"}));
}

TEST_F(VenvCacheTest, WithinTheBoundNothingGoes) {
  add("aa", 30), add("bb", 10);
  VenvCache kept(io::system_files(), folder_.path(), 3 * kSize);
  ASSERT_TRUE(kept.round(users({})));
  EXPECT_EQ(names().size(), 6U);
}

TEST_F(VenvCacheTest, NeverOneInUse) {
  add("aa", 10), add("bb", 20);
  VenvCache kept(io::system_files(), folder_.path(), 0);
  ASSERT_TRUE(kept.round(users({"aa"})));
  EXPECT_EQ(names(), (Names{"aa", "aa.lock", "aa.used"}));
  // Its end is a use: it is the newest now.
  EXPECT_GT(io::system_files().stat(at("aa.used"))->modified_ms, 20'000);
}

TEST_F(VenvCacheTest, BeganToBeUsedMeanwhile) {
  add("aa", 10);
  auto late = users({});
  late.unless_used = [](const auto&, const auto&) { return false; };
  VenvCache kept(io::system_files(), folder_.path(), 0);
  ASSERT_TRUE(kept.round(late));
  EXPECT_EQ(names().size(), 3U);
}

TEST_F(VenvCacheTest, WhatAKillLeftGoes) {
  auto& fs = io::system_files();
  add("aa", 10);
  for (const auto* left : {"bb.gone/lib", "cc.building/lib", "dd.building/lib"})
    ASSERT_TRUE(fs.make_directories(at(left), 0755));
  const auto builder = io::ProcessLock::acquire(at("dd.lock"));
  ASSERT_TRUE(builder);
  VenvCache kept(fs, folder_.path(), 3 * kSize);
  ASSERT_TRUE(kept.round(users({})));
  EXPECT_EQ(names(), (Names{"aa", "aa.lock", "aa.used", "dd.building", "dd.lock"}));
}

class SmallVenvCache : public LocalRuntimeTest {
 protected:
  LocalOptions options() const override {
    auto out = LocalRuntimeTest::options();
    out.venv_cache_bytes = 0;
    out.venv_look_every = Duration(5);
    return out;
  }
};

TEST_F(SmallVenvCache, AnEnvironmentStaysAsLongAsItsInstances) {
  auto what = spec("until [ -e /work/output/go ]; do sleep 0.02; done; /opt/venv/bin/python3 -c 1");
  what.requirements = "# nothing\n";
  ASSERT_TRUE(runtime_->ensure(key(), {what}));
  wait_until("it to run", [&] { return see().phase == InstanceObservation::Phase::kRunning; });
  open();  // also in the next server
  const std::string venv = path("cache/venv/" + venv_hash(what));
  // A round has gone by when an unused one has gone. It comes whole: the next round is near.
  ASSERT_TRUE(io::system_files().make_directories(path("made/lib"), 0755));
  ASSERT_TRUE(io::system_files().rename(path("made"), path("cache/venv/unused")));
  wait_until("the unused one to go",
             [&] { return !io::exists(io::system_files(), path("cache/venv/unused")); });
  EXPECT_TRUE(io::exists(io::system_files(), venv));
  std::fclose(std::fopen(path("runs/0run/output/go").c_str(), "w"));
  EXPECT_EQ(wait_for_exit().exit_code, 0) << log();
  wait_until("it to go", [&] { return !io::exists(io::system_files(), venv); });
}

}  // namespace
}  // namespace millrace::runtime
