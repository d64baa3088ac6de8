#include <gtest/gtest.h>

#include "rows/templates/template.h"

namespace millrace::rows {
namespace {

std::string wrong(std::string_view name, std::string_view row) {
  const Template* of = find_template(name);
  const auto parsed = json::parse(row);
  EXPECT_TRUE(of != nullptr && parsed) << name << " " << row;
  const auto error = of->check(*parsed);
  return error ? error->field + ": " + error->reason : "";
}

std::string_view category(std::string_view name, std::string_view row,
                          std::string_view marks = "null") {
  return find_template(name)->category(*json::parse(row), *json::parse(marks));
}

TEST(Templates, ThereAreEightWithNamesFieldsAndCategories) {
  EXPECT_EQ(all_templates().size(), 8U);
  for (const Template* one : all_templates()) {
    EXPECT_EQ(find_template(one->name), one);
    EXPECT_FALSE(one->fields.empty() || one->categories.empty() || one->doc.empty()) << one->name;
    EXPECT_TRUE(one->check != nullptr && one->category != nullptr) << one->name;
  }
  EXPECT_EQ(find_template("poem"), nullptr);
}

TEST(Templates, GoodRowsFit) {
  EXPECT_EQ(wrong("instruction", R"({"instruction":"a","output":"b"})"), "");
  EXPECT_EQ(
      wrong("multi_turn",
            R"({"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]})"),
      "");
  EXPECT_EQ(
      wrong("qa",
            R"({"A":"老虎","Q":"什么是猫科动物","SQ":"s","file":"f","text":"t","match":"m"})"),
      "");
  EXPECT_EQ(wrong("ranking", R"({"prompt":"p","response_0":"a","response_1":"b"})"), "");
  EXPECT_EQ(wrong("image_labels", R"({"image":"a.jpg"})"), "");
  EXPECT_EQ(wrong("image_text", R"({"image":"a.jpg","text":""})"), "");
  EXPECT_EQ(wrong("vqa", R"({"image":"a.jpg","qa":[{"question":"q"}]})"), "");
  EXPECT_EQ(wrong("image_understanding",
                  R"({"id":"1","conversations":[{"from":"user","value":"<img>1.jpg</img>?"}]})"),
            "");
}

TEST(Templates, BadRowsAreRefusedByTheNameOfTheField) {
  EXPECT_EQ(wrong("instruction", R"({"instruction":"a","output":" "})"), "output: is empty");
  EXPECT_EQ(wrong("instruction", R"({"instruction":"a","input":3,"output":"b"})"),
            "input: must be a string, not integer");
  EXPECT_EQ(wrong("multi_turn", R"({"messages":[{"role":"king","content":"a"}]})").substr(0, 16),
            "messages[0].role");
  EXPECT_EQ(wrong("qa", R"({"Q":"a"})"), "A: is missing");
  EXPECT_EQ(wrong("qa", R"({"Q":"a","A":"b","match":1})"), "match: must be a string, not integer");
  EXPECT_EQ(wrong("image_text", R"({"text":"b"})"), "image: is missing");
  EXPECT_EQ(wrong("vqa", R"({"image":"a.jpg","qa":[{"answer":"b"}]})"),
            "qa[0].question: is missing");
  EXPECT_EQ(wrong("image_understanding", R"({"id":"1"})"), "conversations: is missing");
}

TEST(Ranking, TakesTwoToFourResponsesAndOrdersOfThem) {
  EXPECT_EQ(wrong("ranking", R"({"prompt":"p","response_0":"a"})"),
            "response_1: is missing: two to four belong");
  EXPECT_EQ(
      wrong("ranking", R"({"prompt":"p","response_0":"a","response_1":"b","response_3":"d"})"),
      "response_3: comes without response_2");
  EXPECT_EQ(wrong("ranking", R"({"prompt":"p","response_0":"a","response_1":"b","response_2":"c",)"
                             R"("response_3":"d","response_4":"e"})"),
            "response_4: is the fifth: two to four belong");
  const auto with = [](const std::string& more) {
    return wrong("ranking", R"({"prompt":"p","response_0":"a","response_1":"b",)" + more + "}");
  };
  EXPECT_EQ(with(R"("better_response_id":2)"), "better_response_id: must be a number from 0 to 1");
  EXPECT_EQ(with(R"("is_response_0_safe":"yes")"),
            "is_response_0_safe: must be true or false, not string");
  EXPECT_EQ(with(R"("safety_order":[0,0])"),
            "safety_order: must have each number from 0 to 1 once");
  EXPECT_EQ(with(R"("relevance_order":[1,0],"better_response_id":0)"),
            "better_response_id: is not the first of relevance_order");
  EXPECT_EQ(with(R"("relevance_order":[1,0],"better_response_id":1)"), "");
}

TEST(Ranking, HasTheFourCategoriesOfTheManual) {
  EXPECT_EQ(category("ranking", "{}"), kUnlabelled);
  EXPECT_EQ(category("ranking", R"({"better_response_id":0})"), kNoSafety);
  EXPECT_EQ(category("ranking", R"({"safety_order":[0,1]})"), kNoRelevance);
  EXPECT_EQ(category("ranking", R"({"safer_response_id":1,"relevance_order":[0,1]})"), kLabelled);
}

TEST(Templates, OthersAreLabelledOnceSomebodyHasDoneWhatTheyAreFor) {
  EXPECT_EQ(category("instruction", "{}", R"({"tags":["x"]})"), kUnlabelled);
  EXPECT_EQ(category("instruction", "{}", R"({"labels":["x"]})"), kLabelled);
  EXPECT_EQ(category("image_labels", "{}", R"({"labels":["cat","dog"]})"), kLabelled);
  EXPECT_EQ(category("image_text", R"({"text":" "})"), kUnlabelled);
  EXPECT_EQ(category("image_text", R"({"text":"a cat"})"), kLabelled);
  EXPECT_EQ(category("vqa", R"({"qa":[{"question":"q"}]})"), kUnlabelled);
  EXPECT_EQ(category("vqa", R"({"qa":[{"question":"q","answer":"a"}]})"), kLabelled);
}

TEST(Templates, RowsWithoutAnOrderAreNotTrainedOn) {
  EXPECT_FALSE(is_trained_on(*find_template("ranking"), *json::parse("{}")));
  EXPECT_TRUE(
      is_trained_on(*find_template("ranking"), *json::parse(R"({"better_response_id":0})")));
  EXPECT_TRUE(is_trained_on(*find_template("qa"), *json::parse("{}")));
  EXPECT_FALSE(is_trained_on(*find_template("vqa"), *json::parse("{}")));
}

}  // namespace
}  // namespace millrace::rows
