#include "rows/annotate.h"

#include <gtest/gtest.h>

namespace millrace::rows {
namespace {

constexpr std::string_view kFour =
    R"({"prompt":"p","response_0":"a","response_1":"b","response_2":"c","response_3":"d",)"
    R"("is_response_3_safe":true})";

Row row(std::string_view data, std::string marks = "") {
  return {.number = 7, .version = 3, .data = std::string(data), .marks = std::move(marks)};
}

std::string refused(std::string_view of, std::string_view data, const Annotation& wish,
                    const std::vector<std::string>& names = {}) {
  const auto edit = annotate(*find_template(of), names, row(data), wish);
  return edit ? "" : edit.error().violations.at(0).field;
}

Row after(std::string_view of, const Row& before, const Annotation& wish) {
  auto edit = annotate(*find_template(of), {}, before, wish);
  EXPECT_TRUE(edit) << edit.error().to_string();
  return row(edit->data, edit->marks);
}

TEST(Annotate, ChangesOnlyWhatIsNamed) {
  const Row before = row(R"({"instruction":"a","input":"i","output":"b"})", R"({"tags":["t"]})");
  const auto edit = annotate(*find_template("instruction"), {}, before,
                             {.data = json::Object{{"output", "c"}, {"input", nullptr}},
                              .labels = std::vector<std::string>{"good"}});
  ASSERT_TRUE(edit);
  EXPECT_EQ(edit->data, R"({"instruction":"a","output":"c"})");
  EXPECT_EQ(edit->marks, R"({"tags":["t"],"labels":["good"]})");
  EXPECT_EQ(edit->expected_version, 3);
  EXPECT_EQ(edit->category_before, kUnlabelled);
  EXPECT_EQ(edit->category_after, kLabelled);
}

TEST(Annotate, WhatDoesNotFitIsRefusedByItsField) {
  constexpr std::string_view kRow = R"({"instruction":"a","output":"b"})";
  using Words = std::vector<std::string>;
  EXPECT_EQ(refused("instruction", kRow, {.data = json::Object{{"output", ""}}}), "data.output");
  EXPECT_EQ(refused("instruction", kRow, {.labels = Words{"a", "b"}}), "labels");
  EXPECT_EQ(refused("instruction", kRow, {.labels = Words{"x"}}, {"good"}), "labels[0]");
  EXPECT_EQ(refused("instruction", kRow, {.labels = Words{"good"}}, {"good"}), "");
  EXPECT_EQ(refused("instruction", kRow, {.tags = Words{"a", "a"}}), "tags[1]");
  EXPECT_EQ(refused("instruction", kRow, {.tags = Words{std::string(65, 'x')}}), "tags[0]");
  EXPECT_EQ(refused("instruction", kRow, {.relevance = std::vector<std::int64_t>{0, 1}}),
            "relevance");
  EXPECT_EQ(refused("image_text", R"({"image":"a"})", {.labels = Words{"x"}}), "labels");
  EXPECT_EQ(refused("image_labels", R"({"image":"a"})", {.labels = Words{"x", "y"}}), "");
}

TEST(Annotate, OrdersAreOfAllResponsesAndSayWhoIsFirst) {
  using Order = std::vector<std::int64_t>;
  const Row ordered = after("ranking", row(kFour), {.relevance = Order{2, 0, 3, 1}});
  EXPECT_EQ(data_of(ordered).int_or("better_response_id", -1), 2);
  EXPECT_EQ(find_template("ranking")->category(data_of(ordered), {}), kNoSafety);
  const Row both = after("ranking", ordered, {.safety = Order{3, 2, 1, 0}});
  EXPECT_EQ(find_template("ranking")->category(data_of(both), {}), kLabelled);
  const Row back = after("ranking", both, {.relevance = Order{}});
  EXPECT_EQ(find_template("ranking")->category(data_of(back), {}), kNoRelevance);
  EXPECT_EQ(refused("ranking", kFour, {.relevance = Order{0, 1}}), "data.relevance_order");
}

TEST(Annotate, AResponseThatIsRemovedLeavesBothOrders) {
  using Order = std::vector<std::int64_t>;
  Row now =
      after("ranking", row(kFour), {.relevance = Order{2, 0, 3, 1}, .safety = Order{1, 2, 3, 0}});
  now = after("ranking", now, {.remove_response = 1});
  EXPECT_EQ(now.data,
            R"({"prompt":"p","response_0":"a","response_1":"c","response_2":"d",)"
            R"("is_response_2_safe":true,"relevance_order":[1,0,2],"better_response_id":1,)"
            R"("safety_order":[1,2,0],"safer_response_id":1})");
  now = after("ranking", now, {.remove_response = 0});
  EXPECT_EQ(refused("ranking", now.data, {.remove_response = 0}), "remove_response");
  EXPECT_EQ(refused("ranking", kFour, {.remove_response = 4}), "remove_response");
}

TEST(Annotate, ARemovedRowLeavesItsCategory) {
  const RowEdit edit = remove_row(*find_template("instruction"),
                                  row(R"({"instruction":"a"})", R"({"labels":["x"]})"));
  EXPECT_EQ(edit.state, EditRecord::State::kRemoved);
  EXPECT_EQ(edit.category_before, kLabelled);
  EXPECT_EQ(edit.category_after, "");
}

}  // namespace
}  // namespace millrace::rows
