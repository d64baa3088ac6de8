#include <gtest/gtest.h>

#include "json/value.h"
#include "json/writer.h"

namespace millrace::json {
namespace {

TEST(Json, RoundTripsEveryKind) {
  const std::string text =
      R"({"a":[1,-2.5,"磨\n\u0001坊",true,null],"b":{"c":{}},"big":9223372036854775807})";
  const auto value = parse(text);
  ASSERT_TRUE(value);
  EXPECT_EQ(dump(*value), text);
  EXPECT_EQ(*parse(dump_pretty(*value)), *value);
  EXPECT_EQ(value->int_or("big", 0), INT64_MAX);
}

TEST(Json, CanonicalFormSortsKeys) {
  EXPECT_EQ(dump_canonical(*parse(R"({"b":1,"a":{"z":1,"y":2}})")), R"({"a":{"y":2,"z":1},"b":1})");
}

TEST(Json, RefusesWhatIsNotJson) {
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  std::string many = "{";
  for (int i = 0; i < 40; ++i) many += "\"k" + std::to_string(i % 39) + "\":1,";
  many.back() = '}';
  for (const std::string& bad : {std::string(""), std::string("{"), std::string("{\"a\":1}x"),
                                 std::string("{\"a\":1,\"a\":2}"), std::string("\"\xff\""),
                                 std::string("[01]"), std::string("NaN"), deep, many})
    EXPECT_EQ(parse(bad).error().code, ErrorCode::kInvalid) << bad;
}

TEST(Json, WriterMendsBrokenUtf8AndNan) {
  Writer out;
  out.begin_array().string("a\xff").number(0.0 / 0.0).end_array();
  EXPECT_EQ(out.text(), "[\"a\xEF\xBF\xBD\",null]");
}

TEST(Json, LargeNumbersSurviveARoundTrip) {
  for (const char* text :
       {"778888888888888877070.0", "-1e300", "-0.0", "9223372036854775808", "1e15"}) {
    const auto value = parse(text);
    ASSERT_TRUE(value) << text;
    const auto again = parse(dump(*value));
    ASSERT_TRUE(again) << dump(*value);
    EXPECT_EQ(*again, *value) << text;
  }
  EXPECT_EQ(parse("18446744073709551616").error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace millrace::json
