#include <gtest/gtest.h>

#include "yaml/yaml.h"

namespace millrace::yaml {
namespace {

TEST(Yaml, CoreSchemaAndQuotes) {
  const auto documents = parse_yaml("a: 1\nb: '1'\nc: [true, null, 1.5, yes]\n---\nd: {e: +3}\n");
  ASSERT_TRUE(documents.has_value());
  ASSERT_EQ(documents->size(), 2U);
  EXPECT_EQ(json::dump((*documents)[0]), R"({"a":1,"b":"1","c":[true,null,1.5,"yes"]})");
  EXPECT_EQ(json::dump((*documents)[1]), R"({"d":{"e":3}})");
}

TEST(Yaml, MistakesNameTheLine) {
  EXPECT_EQ(parse_yaml("a: 1\nb: [\n").error().message.substr(0, 5), "line ");
  EXPECT_NE(parse_yaml("a: 1\na: 2\n").error().message.find("a is there twice"), std::string::npos);
  EXPECT_FALSE(parse_yaml("a: \xff").has_value());
  // Nine levels of nine aliases: 9^9 nodes, if one were patient.
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 9; ++i) {
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 9; ++j) bomb += (j ? ",*a" : "*a") + std::to_string(i - 1);
    bomb += "]\n";
  }
  EXPECT_NE(parse_yaml(bomb).error().message.find("too large"), std::string::npos);
}

TEST(Yaml, WhatIsWrittenReadsBackTheSame) {
  const auto value = json::parse(
      R"({"a":"1","b":"true","c":"","d":null,"e":[],"f":{},"g":1.5,"h":"x\ny","i":"- z","j":"训练: x","k":[{"l":-1}],"m":"null","n":"1e3","o":"echo 1\necho 2\n","p":"\n","q":" x\n","r":"a\tb\u0001"})");
  ASSERT_TRUE(value.has_value());
  const auto again = parse_yaml(to_yaml(*value));
  ASSERT_TRUE(again.has_value()) << again.error().message << to_yaml(*value);
  EXPECT_EQ(json::dump(again->at(0)), json::dump(*value)) << to_yaml(*value);
}

TEST(Yaml, LinesOfEveryNode) {
  const auto document = parse_document("a: 1\nb:\n  - x: 2\n    y: 3\n  - 4\n");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(json::dump(document->value), R"({"a":1,"b":[{"x":2,"y":3},4]})");
  EXPECT_EQ(document->line_of("b[0].y"), 4U);
  EXPECT_EQ(document->line_of("b[1]"), 5U);
  EXPECT_EQ(document->line_of("b[0].y.z"), 4U);  // the nearest that is there
  EXPECT_EQ(document->line_of("nothing"), 1U);
  EXPECT_FALSE(parse_document("a: 1\n---\nb: 2\n").has_value());
}

}  // namespace
}  // namespace millrace::yaml
