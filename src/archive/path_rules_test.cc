#include "archive/path_rules.h"

#include <gtest/gtest.h>

namespace millrace::archive {
namespace {

TEST(CleanPath, KeepsHonestNames) {
  EXPECT_EQ(*clean_path("train.py"), "train.py");
  EXPECT_EQ(*clean_path("./a//b/./c/"), "a/b/c");
  EXPECT_EQ(*clean_path("数据/训练 集.json"), "数据/训练 集.json");
  EXPECT_EQ(*clean_path("..."), "...");
  EXPECT_EQ(*clean_path("./"), "");
  EXPECT_TRUE(clean_path(std::string(255, 'a')));
}

TEST(CleanPath, RefusesTheRest) {
  std::string deep;
  for (int i = 0; i < 65; ++i) deep += "a/";
  std::string longest;
  for (int i = 0; i < 6; ++i) longest += std::string(200, 'a') + "/";
  for (const std::string& bad :
       {std::string("/etc/passwd"), std::string("../x"), std::string("a/../../x"),
        std::string("a/.."), std::string("a\nb"), std::string("a\0b", 3), std::string("a\x7f"),
        std::string("a\\b"), std::string("\xc4\xe3\xba\xc3.txt"), std::string("a\xc2\x85"),
        std::string("a\xe2\x80\xaetxt.exe"), std::string(256, 'a'), deep, longest}) {
    const auto path = clean_path(bad);
    ASSERT_FALSE(path) << bad;
    EXPECT_EQ(path.error().code, ErrorCode::kInvalid);
    for (const char c : path.error().message) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
  }
}

TEST(CheckLink, StaysInside) {
  EXPECT_TRUE(check_link("a", "b/c"));
  EXPECT_TRUE(check_link("x/y/a", "../../b"));
  EXPECT_FALSE(check_link("x/y/a", "../../../b"));
  EXPECT_FALSE(check_link("a", "/etc/passwd"));
  EXPECT_FALSE(check_link("a", ".."));
  EXPECT_FALSE(check_link("a", ""));
  EXPECT_FALSE(check_link("a", "b\nc"));
  // x/y/z/in → ../../../t, then out → x/y/z/in/../../q: inside by its letters, outside on a disk.
  EXPECT_FALSE(check_link("out", "x/y/z/in/../../q"));
}

}  // namespace
}  // namespace millrace::archive
