#include "archive/unpack.h"

#include <gtest/gtest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/directory_tree.h"
#include "archive/test_archives.h"
#include "io/file_system.h"
#include "io/test_folder.h"

namespace millrace::archive {
namespace {

// The words of the refusal, or "" when it was unpacked.
std::string refusal(std::string_view bytes, const UnpackLimits& limits = {}) {
  MemoryTree tree;
  const auto done = unpack(bytes, tree, limits);
  if (done) return "";
  EXPECT_EQ(done.error().code, ErrorCode::kInvalid);
  return done.error().message;
}

#define EXPECT_REFUSED(bytes, words) \
  EXPECT_NE(refusal(bytes).find(words), std::string::npos) << refusal(bytes)

TEST(Unpack, TakesHonestTarsAndZips) {
  MemoryTree tree;
  const auto done = unpack(gzip(tar({{"./", "", '5'},
                                     {"code/", "", '5'},
                                     {"code/train.py", "print(1)"},
                                     {.name = "run.sh", .data = "#!", .mode = 0755},
                                     {.name = "code/link", .type = '2', .link = "../run.sh"},
                                     {"数据.json", "{}"},
                                     {"code", "", '5'}})),
                           tree);
  ASSERT_TRUE(done) << done.error().to_string();
  const std::map<std::string, std::string> wanted{{"code/", ""}, {"code/link", "→../run.sh"},
      {"code/train.py", "print(1)"}, {"run.sh", "x:#!"}, {"数据.json", "{}"}};
  EXPECT_EQ(tree.entries, wanted);
  EXPECT_EQ(done->files, 3U);
  EXPECT_EQ(done->bytes, 12U);
  MemoryTree zipped;
  ASSERT_TRUE(unpack(zip({{"a/b.txt", "hello"}, {"c", ""}}), zipped));
  EXPECT_EQ(zipped.entries, (std::map<std::string, std::string>{{"a/b.txt", "hello"}, {"c", ""}}));
}

TEST(Unpack, RefusesWaysOut) {
  EXPECT_REFUSED(tar({{"/etc/passwd", "x"}}), "absolute");
  EXPECT_REFUSED(tar({{"a/../../x", "x"}}), "\"..\"");
  EXPECT_REFUSED(zip({{"../x", "x"}}), "\"..\"");
  EXPECT_REFUSED(tar({{.name = "l", .type = '2', .link = "/etc"}}), "absolute");
  EXPECT_REFUSED(tar({{.name = "l", .type = '2', .link = "../x"}}), "leads out");
  EXPECT_REFUSED(tar({{"f", "x"}, {.name = "l", .type = '1', .link = "f"}}), "hard link");
  EXPECT_REFUSED(tar({{.name = "l", .type = '1', .link = "/etc/passwd"}}), "hard link");
}

TEST(Unpack, RefusesSpecialFiles) {
  for (const char type : {'3', '4', '6'})
    EXPECT_REFUSED(tar({{.name = "d", .type = type}}), "device");
}

TEST(Unpack, RefusesWeirdNames) {
  EXPECT_REFUSED(tar({{"a\nb", "x"}}), "control characters");
  EXPECT_REFUSED(tar({{"\xc4\xe3\xba\xc3.txt", "x"}}), "not UTF-8");
  EXPECT_REFUSED(zip({{"\xc4\xe3\xba\xc3.txt", "x"}}), "not UTF-8");
  EXPECT_REFUSED(tar({{"a\\b", "x"}}), "backslash");
}

TEST(Unpack, RefusesCollisions) {
  EXPECT_REFUSED(tar({{"a", "1"}, {"./a", "2"}}), "twice");
  EXPECT_REFUSED(zip({{"a", "1"}, {"a", "2"}}), "twice");
  EXPECT_REFUSED(tar({{"a", "1"}, {"a/", "", '5'}}), "twice");
  EXPECT_REFUSED(tar({{"a", "1"}, {.name = "a", .type = '2', .link = "b"}}), "twice");
}

TEST(Unpack, RefusesMoreThanTheLimits) {
  EXPECT_NE(
      refusal(tar({{"a", "1"}, {"b", "2"}, {"c", "3"}}), {.max_entries = 2}).find("more than 2"),
      std::string::npos);
  EXPECT_NE(
      refusal(tar({{"a", std::string(101, 'x')}}), {.max_file_bytes = 100}).find("for one file"),
      std::string::npos);
  EXPECT_NE(refusal(tar({{"a", std::string(60, 'x')}, {"b", std::string(60, 'x')}}),
                    {.max_total_bytes = 100}).find("bytes allowed"),
            std::string::npos);
  const std::string bomb = gzip(tar({{"zeros", std::string(3 << 20, '\0')}}));
  EXPECT_LT(bomb.size(), 8000U);
  EXPECT_EQ(refusal(bomb), "");  // small enough to be harmless
  EXPECT_NE(refusal(bomb, {.free_bytes = 1 << 20}).find("bomb"), std::string::npos);
}

TEST(Unpack, RefusesDamage) {
  EXPECT_REFUSED("", "cannot be read");
  EXPECT_REFUSED("this is no archive at all", "cannot be read");
  const std::string whole = gzip(tar({{"a", std::string(100'000, 'x')}}));
  EXPECT_REFUSED(whole.substr(0, whole.size() / 2), "cannot be read");
  EXPECT_REFUSED(tar({}), "no files");
  std::string zipped = zip({{"a", "hello"}});
  zipped[zipped.find("hello")] = 'j';
  EXPECT_REFUSED(zipped, "cannot be read");
  const std::string tarred = tar({{"a", std::string(5000, 'x')}});
  EXPECT_REFUSED(tarred.substr(0, 2000), "cannot be read");
}

TEST(Unpack, RefusesZipMethodsThatAskForMemory) {
  std::string packed = zip({{"a", "hello"}});
  packed[8] = packed[packed.find("PK\1\2") + 10] = 14;  // LZMA
  EXPECT_REFUSED(packed, "unusual method");
}

TEST(Unpack, TakesXzAndBoundsItsMemory) {
  const std::string inner = tar({{"a", std::string(200'000, 'x')}});
  EXPECT_EQ(refusal(xz(inner)), "");
  EXPECT_EQ(refusal(xz(inner.substr(0, 70'000)) + xz(inner.substr(70'000))),
            "");  // as xz -T or cat
  EXPECT_REFUSED(greedy_xz(inner), "dictionary");
  const std::string whole = xz(inner);
  EXPECT_REFUSED(whole.substr(0, whole.size() / 2), "cut off");
}

class UnpackToDisk : public testing::Test {
 protected:
  Result<Unpacked> unpack_here(std::string_view bytes) {
    EXPECT_TRUE(io::replace_file(io::system_files(), folder_ / "archive", bytes));
    return unpack_file(folder_ / "archive", folder_ / "out");
  }
  io::TestFolder folder_;
};

TEST_F(UnpackToDisk, WritesTheTreeWithCleanModes) {
  const auto done =
      unpack_here(tar({{"a/b/f", "bytes"}, {.name = "a/x", .data = "#!", .mode = 06777}}));
  ASSERT_TRUE(done) << done.error().to_string();
  auto& fs = io::system_files();
  EXPECT_EQ(*io::read_file(fs, folder_ / "out/a/b/f"), "bytes");
  EXPECT_EQ(fs.stat(folder_ / "out/a/b/f")->mode, 0644U);
  EXPECT_EQ(fs.stat(folder_ / "out/a/x")->mode, 0755U);
}

TEST_F(UnpackToDisk, ReadsXzFromFiles) {
  const auto done = unpack_here(xz(tar({{"f", std::string(300'000, 'x')}})));
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_EQ(done->bytes, 300'000U);
}

TEST_F(UnpackToDisk, LeavesNothingAfterARefusal) {
  EXPECT_FALSE(unpack_here(tar({{"a/f", "bytes"}, {"../f", "bytes"}})));
  EXPECT_FALSE(io::exists(io::system_files(), folder_ / "out"));
  EXPECT_EQ(*io::system_files().list(folder_.path()), std::vector<std::string>{"archive"});
}

TEST_F(UnpackToDisk, NeverWritesThroughALink) {
  ASSERT_TRUE(io::system_files().make_directories(folder_ / "outside"));
  const auto through =
      unpack_here(tar({{.name = "sub/l", .type = '2', .link = "."}, {"sub/l/f", "bytes"}}));
  ASSERT_FALSE(through);
  EXPECT_NE(through.error().message.find("link"), std::string::npos) << through.error().message;
  EXPECT_FALSE(unpack_here(tar({{"a", "file"}, {"a/b", "below a file"}})));
  // As if somebody else had put a link there meanwhile:
  ASSERT_EQ(::mkdir((folder_ / "tree").c_str(), 0755), 0);
  ASSERT_EQ(::symlink("../outside", (folder_ / "tree/d").c_str()), 0);
  const io::Fd root(::open((folder_ / "tree").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  DirectoryTree tree(root.get());
  EXPECT_FALSE(tree.open_file("d/f", TreeSink::Mode::kPlain));
  EXPECT_FALSE(tree.open_file("d", TreeSink::Mode::kPlain));
  EXPECT_FALSE(tree.folder("d"));
  EXPECT_TRUE(io::system_files().list(folder_ / "outside")->empty());
}

TEST_F(UnpackToDisk, NeedsANewFolder) {
  ASSERT_TRUE(io::system_files().make_directories(folder_ / "out"));
  EXPECT_EQ(unpack_here(tar({{"a", "1"}})).error().code, ErrorCode::kAlreadyExists);
  EXPECT_TRUE(io::exists(io::system_files(), folder_ / "out"));
}

}  // namespace
}  // namespace millrace::archive
