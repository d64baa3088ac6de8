#include "packages/package_store.h"

#include <gtest/gtest.h>

#include "archive/pack.h"
#include "io/test_folder.h"

namespace millrace::packages {
namespace {

class PackageStoreTest : public testing::Test {
 protected:
  std::string staged(std::string_view bytes) {
    const std::string path = *store_.staging_path();
    EXPECT_TRUE(io::replace_file(io::system_files(), path, bytes));
    return path;
  }
  std::string read(const Content& content, const std::string& path) {
    return *io::read_file(io::system_files(), *store_.file_path("p", content.sha256, path));
  }

  io::TestFolder folder_;
  base::SeededRng rng_{1};
  PackageStore store_{io::system_files(), folder_.path() + "/packages", base::system_clock(), rng_};
};

TEST_F(PackageStoreTest, EveryChangeIsANewContentAndTheOldStays) {
  const auto one = store_.put_file("p", "", "train.sh", staged("echo 1"));
  ASSERT_TRUE(one) << one.error().to_string();
  const auto two = store_.put_file("p", one->sha256, "lib/a.py", staged("a = 1"));
  ASSERT_TRUE(two);
  const auto three = store_.put_file("p", two->sha256, "train.sh", staged("echo 3"));
  ASSERT_TRUE(three);
  EXPECT_EQ(read(*one, "train.sh"), "echo 1");
  EXPECT_EQ(read(*two, "train.sh"), "echo 1");
  EXPECT_EQ(read(*three, "train.sh"), "echo 3");
  EXPECT_EQ(three->file_count, 2);
  EXPECT_EQ(three->size_bytes, 11);
  const auto back = store_.put_file("p", three->sha256, "train.sh", staged("echo 1"));
  EXPECT_EQ(back->sha256, two->sha256);
  EXPECT_EQ(store_.list("p", two->sha256)->size(), 2U);
  const auto less = store_.remove_file("p", two->sha256, "lib/a.py");
  ASSERT_TRUE(less);
  EXPECT_EQ(store_.list("p", less->sha256)->size(), 1U);
}

TEST_F(PackageStoreTest, RefusesPathsThatLeaveOrCollide) {
  const auto one = store_.put_file("p", "", "d/train.sh", staged("x"));
  ASSERT_TRUE(one);
  for (const char* bad : {"../x", "/etc/passwd", "d", "", "d/train.sh/y", "a\x01"})
    EXPECT_FALSE(store_.put_file("p", one->sha256, bad, staged("y"))) << bad;
  EXPECT_EQ(store_.file_path("p", one->sha256, "none").error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(store_.file_path("p", one->sha256, "../" + one->sha256 + "/d/train.sh"));
}

TEST_F(PackageStoreTest, ADownloadImportedAgainIsTheSameContent) {
  const auto one = store_.put_file("p", "", "lib/train.py", staged("print(1)"));
  ASSERT_TRUE(one);
  auto packer =
      archive::Packer::open(store_.content_path("p", one->sha256), archive::PackFormat::kTarGz);
  ASSERT_TRUE(packer);
  std::string bytes;
  for (std::string piece = *(*packer)->next(); !piece.empty(); piece = *(*packer)->next())
    bytes += piece;
  const auto content = store_.import_archive("q", staged(bytes));
  ASSERT_TRUE(content) << content.error().to_string();
  EXPECT_EQ(content->sha256, one->sha256);
  EXPECT_FALSE(store_.import_archive("p", staged("no archive")));
}

}  // namespace
}  // namespace millrace::packages
