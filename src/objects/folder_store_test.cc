// What a folder has beside the contract of all stores: links, mounts, files of others.
#include "objects/folder_store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "io/test_folder.h"
#include "objects/mounts.h"
#include "objects/probe.h"

namespace millrace::objects {
namespace {

class FolderStoreTest : public testing::Test {
 protected:
  std::string at(const std::string& name) const { return folder_.path() + "/" + name; }
  void write(const std::string& name, const std::string& text) { std::ofstream(at(name)) << text; }
  FolderStore open() { return FolderStore({.root = folder_.path()}, rng_); }

  io::TestFolder folder_;
  base::SeededRng rng_{1};
};

TEST_F(FolderStoreTest, LinksAreNoObjectsAndNoFolders) {
  write("secret", "s");
  ASSERT_EQ(::mkdir(at("root").c_str(), 0755), 0);
  ASSERT_EQ(::symlink(at("secret").c_str(), at("root/link").c_str()), 0);
  ASSERT_EQ(::symlink(folder_.path().c_str(), at("root/up").c_str()), 0);
  FolderStore store({.root = at("root")}, rng_);
  EXPECT_EQ(store.stat("link").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store.stat("up/secret").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store.find_folder("up").error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(store.list({})->objects.empty());
  TextSource text("x");
  EXPECT_EQ(store.put("up/new", text, {}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(store.get("../secret", {}, [](auto) { return Result<void>(); }).error().code,
            ErrorCode::kInvalid);
}

TEST_F(FolderStoreTest, AFileThatIsWrittenToIsAnother) {
  write("a", "1");
  FolderStore store = open();
  const auto before = store.stat("a");
  ASSERT_TRUE(before);
  write("a", "22");
  EXPECT_NE(store.stat("a")->etag, before->etag);
  const auto got = store.get("a", {.etag = before->etag}, [](auto) { return Result<void>(); });
  EXPECT_EQ(got.error().code, ErrorCode::kConflict);
}

TEST_F(FolderStoreTest, AFailedPutLeavesNothing) {
  class Broken final : public Source {
    Result<std::string> read(std::size_t) override {
      if (++reads_ == 2) return fail(ErrorCode::kUnavailable, "cut");
      return std::string("half");
    }
    int reads_ = 0;
  } broken;
  FolderStore store = open();
  EXPECT_EQ(store.put("d/a", broken, {}).error().message, "cut");
  EXPECT_EQ(store.stat("d/a").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(::rmdir(at("d").c_str()), 0) << "something is left in the folder";
}

TEST_F(FolderStoreTest, RefusesWhatIsNotMounted) {
  const std::string root = folder_.path();
  std::string mounted = "22 1 8:1 / / rw - ext4 /dev/sda rw\n36 22 0:9 / " + root +
                        " rw,noatime - hpfs server:/x rw\n";
  FolderStore store({.root = root,
                     .mount_point = root,
                     .mountinfo = [&]() -> Result<std::string> { return mounted; }},
                    rng_);
  EXPECT_TRUE(probe(store, Wanted::kReadAndWrite, rng_));
  mounted = "22 1 8:1 / / rw - ext4 /dev/sda rw\n";
  const auto gone = probe(store, Wanted::kReadAndWrite, rng_);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(gone.error().message.find("mounted at " + root), std::string::npos);
}

TEST(Mounts, TheInnermostOfThemCountsAndNamesAreUnescaped) {
  constexpr std::string_view kText =
      "1 0 8:1 / / rw - ext4 a rw\n2 1 0:9 / /mnt rw - x b rw\n"
      "3 2 0:9 / /mnt/my\\040data rw - x c rw\n";
  EXPECT_EQ(mount_point_of(kText, "/mnt/my data/set"), "/mnt/my data");
  EXPECT_EQ(mount_point_of(kText, "/mnt/my"), "/mnt");
  EXPECT_EQ(mount_point_of(kText, "/mntx"), "/");
}

TEST_F(FolderStoreTest, AProbeSaysWhatIsRefusedAndLeavesNothing) {
  FolderStore missing({.root = at("nowhere")}, rng_);
  const auto none = probe(missing, Wanted::kRead, rng_);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(none.error().message.starts_with("cannot list: ")) << none.error().message;
  FolderStore store = open();
  EXPECT_TRUE(probe(store, Wanted::kReadAndWrite, rng_));
  EXPECT_TRUE(store.list({})->objects.empty());
}

}  // namespace
}  // namespace millrace::objects
