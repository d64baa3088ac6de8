#include "server/requirements.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>

#include "io/file_system.h"
#include "io/test_folder.h"

namespace millrace::server {
namespace {

TEST(Requirements, OfAFolder) {
  io::TestFolder folder;
  Requirements requirements(base::system_clock(), read_requirements, std::chrono::hours(1));
  EXPECT_EQ(*requirements.in(folder.path()), "");
  ASSERT_TRUE(io::replace_file(io::system_files(), folder / "requirements.txt", "numpy\n"));
  EXPECT_EQ(*requirements.in(folder.path()), "numpy\n");
}

TEST(Requirements, NothingElseOfTheMachineIsTold) {
  io::TestFolder folder;
  ASSERT_TRUE(io::replace_file(io::system_files(), folder / "secret", "password"));
  ASSERT_EQ(::symlink("secret", (folder / "requirements.txt").c_str()), 0);
  Requirements requirements(base::system_clock(), read_requirements, std::chrono::hours(1));
  const auto link = requirements.in(folder.path());
  ASSERT_FALSE(link);
  EXPECT_EQ(link.error().code, ErrorCode::kInvalid);
  ASSERT_EQ(::unlink((folder / "requirements.txt").c_str()), 0);
  ASSERT_EQ(::mkfifo((folder / "requirements.txt").c_str(), 0600), 0);
  EXPECT_FALSE(requirements.in(folder.path()));
  ASSERT_EQ(::unlink((folder / "requirements.txt").c_str()), 0);
  ASSERT_TRUE(io::replace_file(io::system_files(), folder / "requirements.txt",
                               std::string((1 << 20) + 1, '#')));
  EXPECT_EQ(requirements.in(folder.path()).error().code, ErrorCode::kInvalid);
}

TEST(Requirements, AFolderThatDoesNotAnswerHoldsNobodyUp) {
  std::atomic<bool> answers{false};
  const auto read = [&](const std::string& folder) -> Result<std::string> {
    while (folder == "/hangs" && !answers) base::system_clock().sleep_for(base::Duration(1));
    return folder;
  };
  Requirements requirements(base::system_clock(), read, base::Duration(20));
  for (int i = 0; i < 3; ++i) {
    const auto text = requirements.in("/hangs");
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().code, ErrorCode::kUnavailable);
  }
  answers = true;
  while (!requirements.in("/hangs")) base::system_clock().sleep_for(base::Duration(1));
}

}  // namespace
}  // namespace millrace::server
