#include "describe/filter.h"

#include <gtest/gtest.h>

namespace millrace::describe {
namespace {

constexpr FilterField kFields[] = {{"name"},
                                   {"state"},
                                   {"priority", FilterField::Kind::kInteger},
                                   {"created_at", FilterField::Kind::kTime}};

TEST(Filter, ReadsTermsWithTheirKinds) {
  const auto terms = parse_filter(
      R"(state = running AND name:"a \"b" AND priority>=5 AND created_at < 1970-01-01T00:00:01Z)",
      kFields);
  ASSERT_TRUE(terms) << terms.error().to_string();
  ASSERT_EQ(terms->size(), 4U);
  EXPECT_EQ((*terms)[1].op, FilterOp::kHas);
  EXPECT_EQ((*terms)[1].value, json::Value("a \"b"));
  EXPECT_EQ((*terms)[2].value, json::Value(5));
  EXPECT_EQ((*terms)[3].value, json::Value(1000));
  EXPECT_TRUE(parse_filter("", kFields)->empty());
}

TEST(Filter, RefusesWhatIsNotOnTheList) {
  for (const char* bad :
       {"secret = 1", "state", "state =", "state = a OR name = b", "state = a name = b",
        "priority = x", "priority : 5", "name = \"open", "= = =", "created_at = yesterday"})
    EXPECT_EQ(parse_filter(bad, kFields).error().violations.at(0).field, "filter") << bad;
}

TEST(Order, ReadsDirections) {
  const auto keys = parse_order("created_at desc, name", kFields);
  ASSERT_TRUE(keys);
  EXPECT_EQ((*keys)[0].direction, SortKey::Direction::kDescending);
  EXPECT_EQ((*keys)[1].field, "name");
  EXPECT_FALSE(parse_order("name down", kFields));
  EXPECT_FALSE(parse_order("password", kFields));
}

}  // namespace
}  // namespace millrace::describe
