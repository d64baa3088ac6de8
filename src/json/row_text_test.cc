#include "json/row_text.h"

#include <gtest/gtest.h>

#include "json/value.h"

namespace millrace::json {
namespace {

std::vector<std::string> texts(std::string_view line, std::string_view path) {
  RowReader reader;
  EXPECT_TRUE(reader.read(line)) << line;
  std::vector<FoundText> found;
  const auto done = reader.find(FieldPath::parse(path).value(), found);
  std::vector<std::string> out;
  for (const FoundText& f : found) out.push_back(f.path + "=" + std::string(f.text));
  if (!done) out.push_back("! " + done.error().message);
  return out;
}

using Texts = std::vector<std::string>;

TEST(RowText, FindsStringsByPath) {
  EXPECT_EQ(texts(R"({"a":1,"text":"x\n\u4e2d"})", "text"), Texts{"text=x\n中"});
  EXPECT_EQ(texts(R"({"meta":{"title":"t"}})", "meta.title"), Texts{"meta.title=t"});
  EXPECT_EQ(texts(R"({"m":[{"c":"1"},{"d":"2"},{"c":null},{"c":"4"}]})", "m[].c"),
            (Texts{"m[0].c=1", "m[3].c=4"}));
  EXPECT_EQ(texts(R"({"l":[["a"],["b","c"]]})", "l[][]"),
            (Texts{"l[0][0]=a", "l[1][0]=b", "l[1][1]=c"}));
  EXPECT_EQ(texts(R"({"text":null})", "text"), Texts{});
  EXPECT_EQ(texts(R"({})", "text"), Texts{});
}

TEST(RowText, SaysWhatIsWrongWithAField) {
  EXPECT_EQ(texts(R"({"text":3})", "text"), Texts{"! text: is no string"});
  EXPECT_EQ(texts(R"({"text":"a","text":"b"})", "text"), Texts{"! text: is there twice"});
  EXPECT_EQ(texts(R"({"m":"a"})", "m[].c"), Texts{"! m: is no array"});
  EXPECT_EQ(texts(R"({"m":[1]})", "m[].c"), Texts{"! m[0]: is no object"});
}

TEST(RowText, RefusesRowsThatAreNotOneObject) {
  RowReader reader;
  const auto why = [&](std::string_view line) {
    const auto read = reader.read(line);
    return read ? std::string("fine") : read.error().message;
  };
  EXPECT_EQ(why(R"({"a":1})"), "fine");
  EXPECT_EQ(why("[1]"), "the row is no JSON object");
  EXPECT_EQ(why("{\"a\":\"\xff\"}"), "broken UTF-8");
  EXPECT_EQ(why(R"({"a":"b)"), "not valid JSON: a string does not end");
  EXPECT_EQ(why(R"({"a":1)"),
            "not valid JSON: the row is cut off, or something follows the object");
  EXPECT_EQ(why(R"({"a":1} x)"),
            "not valid JSON: the row is cut off, or something follows the object");
  EXPECT_EQ(why("{\"a\":\"\x01\"}"), "not valid JSON: a control character inside a string");
  EXPECT_EQ(why("{\"a\":" + std::string(80, '[') + std::string(80, ']') + "}"),
            "JSON is nested too deeply");
  EXPECT_NE(why(std::string_view("{\"a\":1\0}", 8)), "fine");
  EXPECT_NE(why(""), "fine");
  EXPECT_EQ(why(R"({"a":1})"), "fine");
}

TEST(RowText, ReplacesStringsAndNothingElse) {
  const std::string_view line =
      R"( { "n" : 1.50e3 , "text":"a\"]b", "l" : [ {"x":"}{"} , {"x":"\\"} ],"text2":"z" } )";
  const TextReplacement some[] = {{"l[1].x", "new\n\"q\""}, {"text", ""}};
  EXPECT_EQ(
      replace_texts(line, some).value(),
      R"( { "n" : 1.50e3 , "text":"", "l" : [ {"x":"}{"} , {"x":"new\n\"q\""} ],"text2":"z" } )");
  const TextReplacement escaped[] = {{"text", "t"}};
  EXPECT_EQ(replace_texts(R"({"te\u0078t":"a"})", escaped).value(), R"({"te\u0078t":"t"})");
}

TEST(RowText, RefusesToReplaceWhatIsNotThere) {
  const auto refused = [](std::string_view line, std::string_view path) {
    const TextReplacement one[] = {{path, "t"}};
    return !replace_texts(line, one).has_value();
  };
  EXPECT_TRUE(refused(R"({"a":"b"})", "text"));
  EXPECT_TRUE(refused(R"({"text":3})", "text"));
  EXPECT_TRUE(refused(R"({"m":["a"]})", "m[1]"));
  EXPECT_FALSE(refused(R"({"m":["a"]})", "m[0]"));
}

TEST(FieldPath, SaysHowAPathIsWritten) {
  for (const std::string_view bad :
       {"", ".", "a.", ".a", "a..b", "a[0]", "[]", "a[]b", "a.b.c.d.e.f.g.h.i"})
    EXPECT_FALSE(FieldPath::parse(bad)) << bad;
  for (const std::string_view good : {"text", "a.b", "m[].c", "m[][]", "指令"})
    EXPECT_TRUE(FieldPath::parse(good)) << good;
}

}  // namespace
}  // namespace millrace::json
