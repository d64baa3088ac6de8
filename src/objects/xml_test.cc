#include "objects/xml.h"

#include <gtest/gtest.h>

namespace millrace::objects {
namespace {

TEST(Xml, ElementsTextAndCharacters) {
  const auto root = parse_xml(
      "<?xml version=\"1.0\"?>\n<!-- x --><a xmlns=\"urn:b\"><Key>a&amp;b "
      "&#x6570;&#25454;&lt;</Key>"
      "<s3:Empty/><n><m>1</m><m>2</m></n></a>");
  ASSERT_TRUE(root) << root.error().message;
  EXPECT_EQ(root->name, "a");
  EXPECT_EQ(root->text_of("Key"), "a&b 数据<");
  EXPECT_NE(root->find("Empty"), nullptr);
  EXPECT_EQ(root->find("n")->children.size(), 2u);
  EXPECT_EQ(root->text_of("nothing"), "");
}

TEST(Xml, WhatIsBrokenIsRefused) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  for (const std::string text :
       {"", "x", "<", "<a", "<a>", "<a><b></a", "<a>&nothing;</a>", "<a>&#xD800;</a>",
        "<a>&#0;</a>", "<!DOCTYPE a><a/>", "<>", "<a>&", deep.c_str()})
    EXPECT_EQ(parse_xml(text).error().code, ErrorCode::kCorrupt) << text.substr(0, 40);
}

}  // namespace
}  // namespace millrace::objects
