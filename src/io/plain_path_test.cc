#include "io/plain_path.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file_system.h"
#include "io/test_folder.h"

namespace millrace::io {
namespace {

TEST(PlainPath, LinksAnywhereAreRefused) {
  TestFolder folder;
  ASSERT_TRUE(system_files().make_directories(folder / "a/b"));
  ASSERT_TRUE(replace_file(system_files(), folder / "a/b/text", "hello"));
  ASSERT_EQ(::symlink("a", (folder / "link").c_str()), 0);
  ASSERT_EQ(::symlink("text", (folder / "a/b/last").c_str()), 0);
  EXPECT_EQ(*read_without_links(folder / "a/b/text", 5), "hello");
  EXPECT_TRUE(open_without_links(folder / "a/b", O_PATH));
  for (const auto* path : {"link/b/text", "a/b/last"})
    EXPECT_EQ(read_without_links(folder / path, 5).error().code, ErrorCode::kForbidden) << path;
  EXPECT_EQ(open_without_links(folder / "link", O_PATH).error().code, ErrorCode::kForbidden);
  EXPECT_EQ(open_without_links(folder / "none", O_PATH).error().code, ErrorCode::kNotFound);
}

TEST(PlainPath, OnlyPlainFilesOfBoundedSizeAreRead) {
  TestFolder folder;
  ASSERT_TRUE(replace_file(system_files(), folder / "text", "hello"));
  EXPECT_EQ(read_without_links(folder / "text", 4).error().code, ErrorCode::kExhausted);
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_without_links(folder / "pipe", 9).error().code, ErrorCode::kForbidden);
  EXPECT_EQ(read_without_links(folder.path(), 9).error().code, ErrorCode::kForbidden);
}

}  // namespace
}  // namespace millrace::io
