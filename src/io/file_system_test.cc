#include "io/file_system.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/fd.h"
#include "io/test_folder.h"

namespace millrace::io {
namespace {

using Open = FileSystem::Open;

TEST(SystemFiles, ReadsWritesAppendsTruncates) {
  const TestFolder folder;
  auto& fs = system_files();
  auto file = fs.open(folder / "f", Open::kCreateNew, 0600);
  ASSERT_TRUE(file) << file.error().to_string();
  ASSERT_TRUE((*file)->write_at(3, "def"));
  ASSERT_TRUE((*file)->write_at(0, "abc"));
  ASSERT_TRUE((*file)->append("ghi"));
  EXPECT_EQ(*(*file)->read_at(2, 100), "cdefghi");
  EXPECT_EQ(*(*file)->read_at(9, 1), "");
  EXPECT_EQ(*(*file)->read_at(1000, std::size_t{1} << 60), "");
  ASSERT_TRUE((*file)->truncate(4));
  EXPECT_EQ(*(*file)->size(), 4U);
  EXPECT_TRUE((*file)->sync());
  EXPECT_EQ(fs.stat(folder / "f")->mode, 0600U);
  EXPECT_EQ(fs.open(folder / "f", Open::kCreateNew).error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(fs.open(folder / "g", Open::kRead).error().code, ErrorCode::kNotFound);
}

TEST(SystemFiles, ReplacesAndLists) {
  const TestFolder folder;
  auto& fs = system_files();
  ASSERT_TRUE(replace_file(fs, folder / "f", "one"));
  ASSERT_TRUE(replace_file(fs, folder / "f", "two"));
  EXPECT_EQ(*read_file(fs, folder / "f"), "two");
  EXPECT_EQ(*fs.list(folder.path()), std::vector<std::string>{"f"});
  EXPECT_EQ(read_file(fs, folder / "f", 2).error().code, ErrorCode::kExhausted);
  EXPECT_FALSE(replace_file(fs, folder / "absent/f", "x"));
}

TEST(SystemFiles, MakesFolders) {
  const TestFolder folder;
  auto& fs = system_files();
  ASSERT_TRUE(fs.make_directories(folder / "a/b/c"));
  ASSERT_TRUE(fs.make_directories(folder / "a/b/c/"));
  EXPECT_EQ(fs.stat(folder / "a/b/c")->type, FileInfo::Type::kDirectory);
  ASSERT_TRUE(replace_file(fs, folder / "f", ""));
  EXPECT_FALSE(fs.make_directories(folder / "f"));
  EXPECT_FALSE(fs.make_directories(folder / "f/g"));
}

TEST(RemoveTree, FollowsNoLink) {
  const TestFolder folder;
  auto& fs = system_files();
  ASSERT_TRUE(fs.make_directories(folder / "kept"));
  ASSERT_TRUE(replace_file(fs, folder / "kept/file", "x"));
  ASSERT_TRUE(fs.make_directories(folder / "gone/inner"));
  ASSERT_EQ(::symlink((folder / "kept").c_str(), (folder / "gone/inner/link").c_str()), 0);
  ASSERT_EQ(::symlink((folder / "kept").c_str(), (folder / "link").c_str()), 0);
  EXPECT_TRUE(fs.remove_tree(folder / "gone"));
  EXPECT_TRUE(fs.remove_tree(folder / "link"));
  EXPECT_TRUE(fs.remove_tree(folder / "absent"));
  EXPECT_EQ(*fs.list(folder.path()), std::vector<std::string>{"kept"});
  EXPECT_TRUE(exists(fs, folder / "kept/file"));
}

TEST(RemoveTree, ManagesDepthWithoutDescriptors) {
  const TestFolder folder;
  ASSERT_EQ(::mkdir((folder / "deep").c_str(), 0700), 0);
  Fd at(::open((folder / "deep").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (int depth = 0; depth < 3000; ++depth) {  // far beyond PATH_MAX
    ASSERT_EQ(::mkdirat(at.get(), "a-folder", 0700), 0);
    at = Fd(::openat(at.get(), "a-folder", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    ASSERT_TRUE(at);
  }
  EXPECT_TRUE(system_files().remove_tree(folder / "deep"));
  EXPECT_FALSE(exists(system_files(), folder / "deep"));
}

TEST(RemoveTree, OpensUnreadableFolders) {
  const TestFolder folder;
  auto& fs = system_files();
  ASSERT_TRUE(fs.make_directories(folder / "a/b/c"));
  ASSERT_TRUE(replace_file(fs, folder / "a/b/c/f", "x"));
  for (const char* path : {"a/b/c", "a/b", "a"})
    ASSERT_EQ(::chmod((folder / path).c_str(), 0000), 0);
  const auto removed = fs.remove_tree(folder / "a");
  EXPECT_TRUE(removed) << removed.error().to_string();
}

}  // namespace
}  // namespace millrace::io
