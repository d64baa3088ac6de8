#include "archive/pack.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "archive/test_archives.h"
#include "archive/tree_hash.h"
#include "archive/unpack.h"
#include "io/file_system.h"
#include "io/test_folder.h"

namespace millrace::archive {
namespace {

class Pack : public testing::Test {
 protected:
  void put(const std::string& path, std::string_view bytes) {
    const auto slash = path.find_last_of('/');
    ASSERT_TRUE(fs_.make_directories(folder_ / path.substr(0, slash)));
    ASSERT_TRUE(io::replace_file(fs_, folder_ / path, bytes));
  }
  std::string pack(const std::string& path, PackFormat format) {
    auto packer = Packer::open(folder_ / path, format);
    EXPECT_TRUE(packer) << packer.error().to_string();
    std::string all;
    while (true) {
      const auto piece = (*packer)->next();
      EXPECT_TRUE(piece) << piece.error().to_string();
      if (!piece || piece->empty()) return all;
      EXPECT_LE(piece->size(), std::size_t{512} << 10);
      all += *piece;
    }
  }
  std::string hash(const std::string& path) {
    const auto hash = hash_tree(folder_ / path);
    EXPECT_TRUE(hash) << hash.error().to_string();
    return hash ? hash->hex : "";
  }
  io::FileSystem& fs_ = io::system_files();
  io::TestFolder folder_;
};

TEST_F(Pack, ComesBackTheSame) {
  put("in/train.py", "print(1)");
  put("in/数据/大.bin", std::string(1 << 20, 'x') + "end");
  put("in/empty", "");
  put("in/run.sh", "#!");
  ASSERT_EQ(::chmod((folder_ / "in/run.sh").c_str(), 0755), 0);
  ASSERT_EQ(::symlink("../train.py", (folder_ / "in/数据/link").c_str()), 0);
  for (const auto format : {PackFormat::kTarGz, PackFormat::kZip}) {
    ASSERT_TRUE(io::replace_file(fs_, folder_ / "archive", pack("in", format)));
    const auto done = unpack_file(folder_ / "archive", folder_ / "out");
    ASSERT_TRUE(done) << done.error().to_string();
    EXPECT_EQ(done->files, 4U);
    EXPECT_EQ(hash("out"), hash("in"));
    ASSERT_TRUE(fs_.remove_tree(folder_ / "out"));
  }
}

TEST_F(Pack, IsTheSameEachTime) {
  put("in/b", "2");
  put("in/a/c", "1");
  EXPECT_EQ(pack("in", PackFormat::kTarGz), pack("in", PackFormat::kTarGz));
}

TEST_F(Pack, StaysWholeWhenAFileShrinksOrGoes) {
  put("in/a", std::string(300'000, 'x'));
  put("in/b", "gone");
  auto packer = Packer::open(folder_ / "in", PackFormat::kTarGz);
  ASSERT_TRUE(packer);
  ASSERT_EQ(::truncate((folder_ / "in/a").c_str(), 10), 0);
  ASSERT_TRUE(fs_.remove(folder_ / "in/b"));
  std::string all;
  for (auto piece = (*packer)->next(); piece && !piece->empty(); piece = (*packer)->next())
    all += *piece;
  MemoryTree tree;
  ASSERT_TRUE(unpack(all, tree));
  EXPECT_EQ(tree.entries["a"], std::string(10, 'x') + std::string(299'990, '\0'));
  EXPECT_FALSE(tree.entries.contains("b"));
}

TEST_F(Pack, SaysWhatIsMissing) {
  EXPECT_EQ(Packer::open(folder_ / "absent", PackFormat::kZip).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(hash_tree(folder_ / "absent").error().code, ErrorCode::kNotFound);
}

TEST_F(Pack, HashKnowsContentNamesModesAndLinksOnly) {
  put("t/a", "1");
  put("t/d/b", "2");
  const std::string first = hash("t");
  EXPECT_EQ(first.size(), 64U);
  const timeval past[2] = {{1000, 0}, {1000, 0}};
  ASSERT_EQ(::utimes((folder_ / "t/a").c_str(), past), 0);
  ASSERT_EQ(::chmod((folder_ / "t/a").c_str(), 0600), 0);
  EXPECT_EQ(hash("t"), first);
  ASSERT_EQ(::chmod((folder_ / "t/a").c_str(), 0700), 0);
  EXPECT_NE(hash("t"), first);
  ASSERT_EQ(::chmod((folder_ / "t/a").c_str(), 0600), 0);
  ASSERT_TRUE(fs_.rename(folder_ / "t/a", folder_ / "t/c"));
  EXPECT_NE(hash("t"), first);
  ASSERT_TRUE(fs_.rename(folder_ / "t/c", folder_ / "t/a"));
  EXPECT_EQ(hash("t"), first);
  put("t/a", "3");
  EXPECT_NE(hash("t"), first);
}

TEST_F(Pack, HashIsTheDocumentedOne) {
  put("t/a", "");
  // printf 'file - e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 a\0' |
  // sha256sum
  EXPECT_EQ(hash("t"), "9e24a810f414a0d94229290fe6240917ae8343ebdc841c67ac6e0d4bc944ef82");
}

}  // namespace
}  // namespace millrace::archive
