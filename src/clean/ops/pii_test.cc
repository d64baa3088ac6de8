// Personal data: what is found is found whole, and what only looks like it stays.
#include <gtest/gtest.h>

#include <set>

#include "base/strings.h"
#include "clean/ops/pii.h"
#include "clean/recipe.h"
#include "text/test_data.h"

namespace millrace::clean {
namespace {

using text::read_all;
using text::test_data;

Result<std::vector<Step>> steps_of(std::string_view recipe) {
  TRY_ASSIGN(const Recipe parsed, parse_recipe(recipe));
  Context context;
  context.placeholder_key = "a key for tests";
  return make_steps(parsed, context);
}

std::string cleaned(std::string_view recipe, std::string text) {
  const auto steps = steps_of(recipe);
  EXPECT_TRUE(steps.has_value()) << steps.error().message;
  for (const Step& step : *steps) {
    Edits edits;
    step.mapper()->map(text, edits);
    std::string after;
    edits.apply(text, after);
    text = after;
  }
  return text;
}

constexpr std::string_view kManual =
    "用户注册时需要使用形如123456199001011234的身份证号码进行实名认证,如需要咨询软件服务,"
    "请联系客户经理,liming@163.com,13800138000";

// The manual's own preview: a pattern for telephones cut eleven digits out of the number.
TEST(Pii, NumberOfTheManualStaysWhole) {
  EXPECT_EQ(cleaned(R"([{"name":"clean_email_mapper"},{"name":"clean_id_card_mapper"},
                        {"name":"clean_phone_mapper"}])",
                    std::string(kManual)),
            "用户注册时需要使用形如123456199001011234的身份证号码进行实名认证,如需要咨询软件服务,"
            "请联系客户经理,,");
  // Where the check digit need not fit it is one placeholder, in whichever order.
  for (const auto* recipe :
       {R"([{"name":"clean_phone_mapper","action":"placeholder"},
            {"name":"clean_id_card_mapper","action":"placeholder","checksum":false}])",
        R"([{"name":"clean_id_card_mapper","action":"placeholder","checksum":false},
            {"name":"clean_phone_mapper","action":"placeholder"}])"})
    EXPECT_EQ(cleaned(recipe, "形如123456199001011234的"), "形如[ID_CARD]的") << recipe;
}

TEST(Pii, PlaceholdersAreReversibleWithTheKeyOnly) {
  const std::string text = "电话13800138000，另一个139-0013-9000，证件11010119900307002X。";
  const std::string hidden = cleaned(
      R"([{"name":"clean_phone_mapper","action":"placeholder","reversible":true},
          {"name":"clean_id_card_mapper","action":"placeholder","reversible":true,"checksum":false},
          {"name":"clean_bank_card_mapper"},{"name":"clean_landline_mapper"},
          {"name":"clean_email_mapper"},{"name":"clean_links_mapper"}])",
      text);
  EXPECT_EQ(hidden.find("138"), hidden.npos) << hidden;
  EXPECT_NE(hidden.find("[PHONE="), hidden.npos) << hidden;
  EXPECT_EQ(restore_placeholders(hidden, "a key for tests"), text);
  EXPECT_EQ(restore_placeholders(hidden, "another key"), hidden);
  EXPECT_EQ(restore_placeholders("[PHONE=abc] [X] [", "a key for tests"), "[PHONE=abc] [X] [");

  const auto keyless =
      parse_recipe(R"([{"name":"clean_phone_mapper","action":"placeholder","reversible":true}])");
  const auto made = make_steps(*keyless, Context{});
  ASSERT_FALSE(made.has_value());
  EXPECT_NE(made.error().message.find("needs a key"), std::string::npos) << made.error().message;
}

// ---- the rows of pii_zh

std::string span_of(std::string_view text, std::size_t begin, std::size_t end) {
  const std::size_t head = base::utf8_length(text.substr(0, begin));
  return std::to_string(head) + "-" +
         std::to_string(head + base::utf8_length(text.substr(begin, end - begin)));
}

// Spans of the entities of these kinds, as the row says.
std::set<std::string> told(const json::Value& row, const std::set<std::string>& kinds) {
  std::set<std::string> spans;
  for (const auto& e : *row.find("entities")->as_array())
    if (kinds.contains(e.string_or("kind", "")))
      spans.insert(std::to_string(e.int_or("start", -1)) + "-" +
                   std::to_string(e.int_or("end", -1)));
  return spans;
}

// The operator finds exactly the entities of these kinds, in all rows.
void expect_exactly(const std::string& recipe, const std::set<std::string>& kinds) {
  const auto steps = steps_of(recipe);
  ASSERT_TRUE(steps.has_value()) << steps.error().message;
  const auto path = test_data("pii_zh/pii_spans_dev.jsonl");
  std::size_t count = 0;
  const std::string lines = read_all(*path);
  for (const auto line : base::split(lines, '\n')) {
    if (line.empty()) continue;
    const auto row = json::parse(line);
    ASSERT_TRUE(row.has_value());
    const std::string text = row->string_or("text", "");
    Edits edits;
    steps->at(0).mapper()->map(text, edits);
    std::set<std::string> found;
    for (std::size_t i = 0; i < edits.size(); ++i)
      found.insert(span_of(text, edits[i].begin, edits[i].end));
    EXPECT_EQ(found, told(*row, kinds)) << recipe << text;
    count += found.size();
  }
  EXPECT_GT(count, 0U) << recipe;
}

TEST(Pii, RowsOfPiiZhPrecisionAndRecallOne) {
  SKIP_WITHOUT_TEST_DATA("pii_zh/pii_spans_dev.jsonl");
  expect_exactly(R"([{"name":"clean_id_card_mapper"}])", {"id_card", "id_card_15"});
  expect_exactly(R"([{"name":"clean_id_card_mapper","fifteen":false}])", {"id_card"});
  expect_exactly(R"([{"name":"clean_id_card_mapper","checksum":false}])",
                 {"id_card", "id_card_15", "id_card_bad_checksum"});
  expect_exactly(R"([{"name":"clean_phone_mapper"}])", {"phone", "phone_separated"});
  expect_exactly(R"([{"name":"clean_phone_mapper","separated":false}])", {"phone"});
  expect_exactly(R"([{"name":"clean_landline_mapper"}])", {"landline"});
  expect_exactly(R"([{"name":"clean_email_mapper"}])", {"email"});
  expect_exactly(R"([{"name":"clean_ip_mapper"}])", {"ipv4"});
}

TEST(Pii, WhatOnlyLooksLikeItSurvivesAllOperators) {
  SKIP_WITHOUT_TEST_DATA("pii_zh/pii_spans_dev.jsonl");
  const std::string lines = read_all(*test_data("pii_zh/pii_spans_dev.jsonl"));
  for (const auto line : base::split(lines, '\n')) {
    if (line.empty()) continue;
    const auto row = json::parse(line);
    const std::string after = cleaned(
        R"([{"name":"clean_email_mapper"},{"name":"clean_ip_mapper"},{"name":"clean_id_card_mapper"},
            {"name":"clean_phone_mapper"},{"name":"clean_landline_mapper"}])",
        row->string_or("text", ""));
    for (const auto& e : *row->find("entities")->as_array()) {
      const std::string kind = e.string_or("kind", ""), value = e.string_or("value", "?");
      const bool survives = kind == "bank_card" || kind == "order_no" ||
                            kind == "not_phone_12digits" || kind == "email_invalid" ||
                            kind == "id_card_bad_checksum";
      EXPECT_EQ(after.find(value) != after.npos, survives) << kind << " " << value << ": " << after;
    }
  }
}

}  // namespace
}  // namespace millrace::clean
