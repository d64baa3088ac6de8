#include "clean/recipe.h"

#include <gtest/gtest.h>

#include "clean/ops/all.h"

namespace millrace::clean {
namespace {

std::string error_of(const Result<Recipe>& recipe) {
  return recipe.has_value() ? "no error" : recipe.error().message;
}

TEST(Recipe, PlatformJson) {
  const auto recipe = parse_recipe(
      R"([{"name":"clean_email_mapper"},{"name":"text_length_filter","min_len":5,"text_key":"output"}])");
  ASSERT_TRUE(recipe.has_value()) << recipe.error().message;
  ASSERT_EQ(recipe->steps.size(), 2U);
  EXPECT_EQ(recipe->steps[0].type->name, "clean_email_mapper");
  EXPECT_EQ(json::dump(recipe->steps[1].options), R"({"min_len":5})");
  EXPECT_EQ(recipe->steps[1].text_keys, std::vector<std::string>{"output"});
  const auto again = recipe_from_json(to_json(*recipe));
  ASSERT_TRUE(again.has_value()) << again.error().message;
  EXPECT_EQ(json::dump(to_json(*again)), json::dump(to_json(*recipe)));
}

TEST(Recipe, DataJuicerYaml) {
  const auto recipe = parse_recipe(R"(# a comment
project_name: 'demo'
dataset_path: 'in.jsonl'
np: 4
text_keys: ['instruction', "output"]
process:
  - clean_email_mapper:
      repl: '<E>'
      num_proc: 2
  - text_length_filter:
)");
  ASSERT_TRUE(recipe.has_value()) << recipe.error().message;
  EXPECT_EQ(recipe->text_keys, (std::vector<std::string>{"instruction", "output"}));
  ASSERT_EQ(recipe->steps.size(), 2U);
  EXPECT_EQ(json::dump(recipe->steps[0].options), R"({"repl":"<E>"})");
  EXPECT_EQ(recipe->steps[1].line, 10U);
}

TEST(Recipe, MistakesNameOperatorFieldAndLine) {
  EXPECT_EQ(error_of(parse_recipe("process:\n  - text_length_filter:\n      min_len: long\n")),
            "line 3: process[0].text_length_filter.min_len: must be an integer, not string");
  EXPECT_EQ(error_of(parse_recipe("process:\n  - clean_emial_mapper:\n")),
            "line 2: process[0].clean_emial_mapper: \"clean_emial_mapper\" is not an operator; did "
            "you mean clean_email_mapper?");
  EXPECT_EQ(error_of(parse_recipe("process:\n  - text_length_filter:\n      min_length: 3\n")),
            "line 3: process[0].text_length_filter.min_length: is not a field of this object");
  EXPECT_EQ(error_of(parse_recipe("proces:\n  - text_length_filter:\n")),
            "line 1: proces: is not a setting of a recipe (and 1 more)");
  EXPECT_EQ(error_of(parse_recipe(R"({"ops":[{"name":"text_length_filter","min_len":-1}]})")),
            "ops[0].min_len: must be at least 0");
  for (const auto* text : {"", "process", "process: 3", "process: [3]", "[3]", R"([{"nam":1}])",
                           R"({"op":[]})", "process:\n - {a: 1, b: 2}", "[", "process: [\n"})
    EXPECT_FALSE(parse_recipe(text).has_value()) << text;
}

TEST(Recipe, Arguments) {
  const auto step = step_from_argument(R"(text_length_filter={"min_len":5})");
  ASSERT_TRUE(step.has_value()) << step.error().message;
  EXPECT_EQ(json::dump(step->options), R"({"min_len":5})");
  EXPECT_TRUE(step_from_argument("clean_email_mapper").has_value());
  EXPECT_FALSE(step_from_argument("text_length_filter=5").has_value());
  EXPECT_FALSE(step_from_argument("text_length_filter={").has_value());
  EXPECT_FALSE(step_from_argument("text_length_filter={\"max\":5}").has_value());
}

TEST(Recipe, StepsKnowTheirFieldsAndDefaults) {
  const auto recipe = parse_recipe(
      R"({"text_keys":"a","ops":[{"name":"clean_email_mapper"},{"name":"text_length_filter","text_keys":["b","c"]}]})");
  ASSERT_TRUE(recipe.has_value());
  const auto steps = make_steps(*recipe, Context{});
  ASSERT_TRUE(steps.has_value()) << steps.error().message;
  EXPECT_EQ((*steps)[0].text_keys, std::vector<std::string>{"a"});
  EXPECT_NE((*steps)[0].mapper(), nullptr);
  EXPECT_EQ((*steps)[0].filter(), nullptr);
  EXPECT_EQ((*steps)[1].text_keys, (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ((*steps)[1].options.int_or("min_len", 0), 10);
  const auto unsaid = make_steps(*parse_recipe(R"([{"name":"clean_email_mapper"}])"), Context{});
  EXPECT_EQ(unsaid->at(0).text_keys, std::vector<std::string>{"text"});
}

TEST(Operators, AreListedByNameAndSayWhatTheyTake) {
  const auto all = all_operators();
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_LT(all[i - 1].name, all[i].name);
  for (const auto& type : all) {
    EXPECT_EQ(find_operator(type.name), &type);
    EXPECT_FALSE(type.doc.empty()) << type.name;
    EXPECT_NE(type.schema().find("properties"), nullptr) << type.name;
    // What is complete is accepted and stays as it is.
    const json::Value complete = type.complete(json::Value(json::Object{}));
    if (type.check(json::Value(json::Object{}))) {
      EXPECT_TRUE(type.check(complete).has_value()) << type.name;
      EXPECT_EQ(json::dump(type.complete(complete)), json::dump(complete)) << type.name;
    }
  }
  EXPECT_EQ(find_operator("nothing"), nullptr);
}

}  // namespace
}  // namespace millrace::clean
