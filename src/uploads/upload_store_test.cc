#include "uploads/upload_store.h"

#include <gtest/gtest.h>

#include "crypto/hash.h"
#include "io/fake_file_system.h"

namespace millrace::uploads {
namespace {

TEST(UploadStore, ResumesWhereTheBytesEndAndChecksTheHash) {
  io::FakeFileSystem files;
  UploadStore store(files, "/up");
  ASSERT_TRUE(store.create("u"));
  {
    auto writer = store.begin_write("u", 0, 6);
    ASSERT_TRUE(writer);
    EXPECT_EQ(store.begin_write("u", 0, 6).error().code, ErrorCode::kConflict);
    ASSERT_TRUE((*writer)->append("abc"));
    EXPECT_EQ((*writer)->append("defg").error().code, ErrorCode::kInvalid);
    EXPECT_EQ(*(*writer)->finish(), 3U);
  }
  EXPECT_EQ(store.begin_write("u", 0, 6).error().code, ErrorCode::kConflict);
  EXPECT_EQ(*store.offset("u"), 3U);
  {
    auto writer = store.begin_write("u", 3, 6);
    ASSERT_TRUE(writer);
    ASSERT_TRUE((*writer)->append("def"));
    ASSERT_TRUE((*writer)->finish());
  }
  EXPECT_TRUE(store.verify("u", crypto::sha256_hex("abcdef")));
  EXPECT_EQ(store.verify("u", crypto::sha256_hex("other")).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(*store.offset("u"), 0U);
}

}  // namespace
}  // namespace millrace::uploads
