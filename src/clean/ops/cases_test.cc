// The operators against the cases and the oracle of Data-Juicer, where they are there: row by row,
// byte for byte.
#include <gtest/gtest.h>

#include "base/strings.h"
#include "clean/ops/all.h"
#include "clean/recipe.h"
#include "text/test_data.h"

namespace millrace::clean {
namespace {

using text::read_all;
using text::test_data;

// Cases whose outcome a model decides that is not here; the README says what we do instead.
bool needs_their_model(std::string_view name, const json::Value& params) {
  return name == "language_id_score_filter" || name == "token_num_filter" ||
         (name == "alphanumeric_filter" && params.bool_or("tokenization", false));
}

Result<Step> make_step(std::string_view name, const json::Value& params) {
  json::Object step = *params.as_object();
  step["name"] = json::Value(name);
  TRY_ASSIGN(const Recipe recipe, recipe_from_json(json::Value(json::Array{std::move(step)})));
  TRY_ASSIGN(auto steps, make_steps(recipe, Context{}));
  return std::move(steps[0]);
}

std::string mapped(const Step& step, const std::string& text) {
  Edits edits;
  step.mapper()->map(text, edits);
  std::string after;
  edits.apply(text, after);
  return after;
}

Verdict judged(const Step& step, const json::Value& row) {
  const json::Value* text = row.find("text");
  return step.filter()->judge(
      {.text = text != nullptr && text->as_string() != nullptr ? *text->as_string() : "",
       .fields = row.as_object()});
}

void check_case(std::string_view name, const json::Value& one) {
  SCOPED_TRACE(std::string(name) + " " + json::dump(*one.find("params")));
  const auto step = make_step(name, *one.find("params"));
  ASSERT_TRUE(step.has_value()) << step.error().message;
  if (step->mapper() != nullptr) {
    EXPECT_EQ(mapped(*step, one.string_or("input", "")), one.string_or("expected", "?"));
    return;
  }
  std::string kept, expected;
  for (const auto& row : *one.find("input")->as_array())
    if (judged(*step, row).keep) kept += json::dump(*row.find("text")) + "\n";
  for (const auto& row : *one.find("expected")->as_array())
    expected += json::dump(*row.find("text")) + "\n";
  EXPECT_EQ(kept, expected);
}

TEST(Cases, OfDataJuicersOwnTests) {
  SKIP_WITHOUT_TEST_DATA("cleaning_cases");
  std::size_t count = 0;
  for (const auto& type : all_operators()) {
    const auto path = test_data("cleaning_cases/" + std::string(type.name) + ".json");
    if (!path || type.kind == Kind::kDeduplicator) continue;
    const auto cases = json::parse(read_all(*path));
    ASSERT_TRUE(cases.has_value());
    for (const auto& one : *cases->as_array()) {
      if (needs_their_model(type.name, *one.find("params"))) continue;
      check_case(type.name, one);
      ++count;
    }
  }
  RecordProperty("cases", static_cast<int>(count));
  std::printf("%zu cases\n", count);
}

void check_oracle_row(std::string_view name, const json::Value& row) {
  const auto step = make_step(name, *row.find("params"));
  ASSERT_TRUE(step.has_value()) << step.error().message;
  const std::string input = row.string_or("input", "");
  if (step->mapper() != nullptr) {
    EXPECT_EQ(mapped(*step, input), row.string_or("expected", "?"));
    return;
  }
  const Verdict verdict = step->filter()->judge({.text = input});
  EXPECT_EQ(verdict.keep, row.bool_or("keep", false));
  const json::Value* stat = row.find("stats")->find(verdict.stat);
  ASSERT_NE(stat, nullptr) << verdict.stat;
  EXPECT_EQ(verdict.value.as_int() != nullptr ? static_cast<double>(*verdict.value.as_int())
                                              : *verdict.value.as_double(),
            row.find("stats")->number_or(verdict.stat, -1));
}

TEST(Cases, OfTheOracle) {
  SKIP_WITHOUT_TEST_DATA("cleaning_oracle");
  std::size_t count = 0;
  for (const auto& type : all_operators()) {
    const auto path = test_data("cleaning_oracle/" + std::string(type.name) + ".dev.jsonl");
    if (!path) continue;
    std::size_t line_number = 0;
    const std::string lines = read_all(*path);
    for (const auto line : base::split(lines, '\n')) {
      ++line_number;
      if (line.empty()) continue;
      SCOPED_TRACE(std::string(type.name) + " line " + std::to_string(line_number));
      const auto row = json::parse(line);
      ASSERT_TRUE(row.has_value());
      check_oracle_row(type.name, *row);
      ++count;
    }
  }
  std::printf("%zu rows\n", count);
}

}  // namespace
}  // namespace millrace::clean
