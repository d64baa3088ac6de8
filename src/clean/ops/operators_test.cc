// Every operator against the rows of testdata/NAME.jsonl:
//   {"options": {…}, "text": "…", "expected": "…"}                          mappers
//   {"options": {…}, "text": "…" or "row": {…}, "keep": true, "stat": 0.5}  filters
// and against the cases of Data-Juicer, where they are there.
#include <gtest/gtest.h>

#include <set>

#include "base/strings.h"
#include "clean/ops/all.h"
#include "clean/recipe.h"
#include "text/test_data.h"
#include "text/tokenizer/byte_level_file.h"
#include "text/tokenizer/tokenizer.h"

namespace millrace::clean {
namespace {

using text::read_all;
using text::test_data;

std::string folder() {
  const char* source = std::getenv("MILLRACE_SOURCE_DIR");
  return std::string(source != nullptr ? source : ".") + "/src/clean/ops/testdata/";
}

// Every letter is a token.
Result<std::shared_ptr<const text::Tokenizer>> tokenizer_of_letters() {
  text::ByteLevelFile file;
  for (char c = 'a'; c <= 'z'; ++c)
    file.tokens.emplace_back(std::string(1, c), static_cast<text::TokenId>(c - 'a'));
  TRY_ASSIGN(auto made, text::Tokenizer::load(text::write_byte_level(file, {})));
  return std::make_shared<const text::Tokenizer>(std::move(made));
}

Result<Step> make_step(std::string_view name, const json::Value* options, Compat compat) {
  json::Object step = options != nullptr ? *options->as_object() : json::Object{};
  step["name"] = json::Value(name);
  TRY_ASSIGN(Recipe recipe, recipe_from_json(json::Value(json::Array{std::move(step)})));
  recipe.steps[0].compat = compat;
  Context context;
  context.placeholder_key = "a key for tests";
  context.tokenizer = [](const std::string&) { return tokenizer_of_letters(); };
  TRY_ASSIGN(auto steps, make_steps(recipe, context));
  return std::move(steps[0]);
}

std::string mapped(const Step& step, const std::string& text) {
  Edits edits;
  step.mapper()->map(text, edits);
  std::string after;
  edits.apply(text, after);
  // What provenance keeps is enough to go back.
  std::vector<Change> changes;
  append_changes(text, edits, step.type->name, 0, "text", changes);
  const auto undone = undo_changes(after, changes);
  EXPECT_TRUE(undone.has_value() && *undone == text) << step.type->name << ": " << text;
  return after;
}

Verdict judged(const Step& step, const json::Value& row) {
  const json::Value* text = row.find("text");
  return step.filter()->judge(
      {.text = text != nullptr && text->as_string() != nullptr ? *text->as_string() : "",
       .fields = row.as_object()});
}

double number(const json::Value& v) {
  return v.as_int() != nullptr      ? static_cast<double>(*v.as_int())
         : v.as_double() != nullptr ? *v.as_double()
                                    : -1;
}

void check_row(std::string_view name, const json::Value& row) {
  SCOPED_TRACE(std::string(name) + ": " + json::dump(row).substr(0, 300));
  const auto step = make_step(name, row.find("options"),
                              row.bool_or("strict_compat", true) ? Compat::kStrict : Compat::kSane);
  ASSERT_TRUE(step.has_value()) << step.error().message;
  if (step->mapper() != nullptr) {
    EXPECT_EQ(mapped(*step, row.string_or("text", "")), row.string_or("expected", "?"));
    return;
  }
  const json::Value* whole = row.find("row");
  const Verdict verdict = judged(*step, whole != nullptr ? *whole : row);
  EXPECT_EQ(verdict.keep, row.bool_or("keep", true)) << verdict.reason;
  EXPECT_EQ(verdict.keep, verdict.reason.empty());
  if (const json::Value* stat = row.find("stat")) {
    EXPECT_NEAR(number(verdict.value), number(*stat), 1e-12);
  }
}

TEST(Operators, EachDoesWhatItsRowsSay) {
  for (const auto& type : all_operators()) {
    if (type.kind == Kind::kDeduplicator) continue;
    const std::string lines = read_all(folder() + std::string(type.name) + ".jsonl");
    EXPECT_FALSE(lines.empty()) << "testdata/" << type.name << ".jsonl is not there";
    std::set<bool> acted;  // both: something is done, and something is left alone
    for (const auto line : base::split(lines, '\n')) {
      if (line.empty()) continue;
      const auto row = json::parse(line);
      ASSERT_TRUE(row.has_value()) << type.name << ": " << row.error().message << line;
      acted.insert(type.kind == Kind::kFilter
                       ? row->bool_or("keep", true)
                       : row->string_or("text", "") == row->string_or("expected", "?"));
      check_row(type.name, *row);
    }
    EXPECT_EQ(acted.size(), 2U) << type.name;
  }
}

}  // namespace
}  // namespace millrace::clean
