// clean-preview: operators on one row, step by step. The server starts it, shut in, for people who
// put a clean task together: patterns and rows are their own.
#include <fmt/core.h>

#include "base/strings.h"
#include "clean/recipe.h"
#include "cli/command.h"

namespace millrace::cli {
namespace {

using clean::Step;

constexpr std::size_t kMostInput = 4 << 20;
constexpr std::size_t kMostText = 8 << 20;  // after a step
constexpr std::size_t kMostEdits = 200;     // that are shown of a field

json::Array edits_of(std::string_view text, const clean::Edits& edits) {
  json::Array out;
  for (std::size_t i = 0; i < edits.size() && i < kMostEdits; ++i) {
    const clean::Edit edit = edits[i];
    out.emplace_back(json::Object{
        {"begin", static_cast<std::int64_t>(base::utf8_length(text.substr(0, edit.begin)))},
        {"before", text.substr(edit.begin, edit.end - edit.begin)},
        {"after", edit.after},
        {"reason", edit.reason}});
  }
  return out;
}

// What the step does to one field of the row, which follows.
Result<json::Value> map_field(const Step& step, const std::string& field, std::string& text) {
  clean::Edits edits;
  step.mapper()->map(text, edits);
  std::string after;
  edits.apply(text, after);
  if (after.size() > kMostText)
    return fail(ErrorCode::kInvalid,
                fmt::format("{} makes {} bytes of {}", step.type->name, after.size(), field));
  json::Object out{
      {"field", field}, {"before", text}, {"after", after}, {"edits", edits_of(text, edits)}};
  text = std::move(after);
  return json::Value(std::move(out));
}

// Rows that deduplicators would drop are seen beside others only: one is always kept.
Result<json::Value> preview_step(const Step& step, json::Object& row, bool& kept) {
  json::Array fields;
  std::string reason;
  const clean::Filter* filter = step.filter();
  for (const std::string& key : step.text_keys) {
    json::Value* value = row.find(key);
    const std::string* found = value != nullptr ? value->as_string() : nullptr;
    if (found == nullptr || !kept) continue;
    std::string text = *found;
    if (step.mapper() != nullptr) {
      TRY_ASSIGN(json::Value changed, map_field(step, key, text));
      fields.push_back(std::move(changed));
      row[key] = std::move(text);
    } else if (filter != nullptr && (!text.empty() || step.text_keys.size() == 1)) {
      const clean::Verdict verdict = filter->judge({text, &row});
      kept = verdict.keep;
      reason = verdict.reason;
      fields.emplace_back(
          json::Object{{"field", key}, {"stat", verdict.stat}, {"value", verdict.value}});
    }
  }
  return json::Value(json::Object{{"name", step.type->name},
                                  {"fields", std::move(fields)},
                                  {"kept", kept},
                                  {"reason", std::move(reason)}});
}

Result<json::Value> preview(const json::Value& asked) {
  const json::Value *ops = asked.find("ops"), *given = asked.find("row");
  if (ops == nullptr || given == nullptr || given->as_object() == nullptr)
    return fail(ErrorCode::kInvalid, "\"ops\" and \"row\" are required");
  std::vector<std::string> keys;
  if (const json::Value* fields = asked.find("fields"); fields != nullptr && fields->as_array())
    for (const auto& field : *fields->as_array())
      if (const std::string* name = field.as_string()) keys.push_back(*name);
  json::Object row = *given->as_object();
  if (keys.empty())
    for (const auto& [name, value] : row)
      if (value.as_string() != nullptr) keys.push_back(name);
  TRY_ASSIGN(const clean::Recipe recipe, clean::recipe_from_json(*ops));
  TRY_ASSIGN(const auto steps, clean::make_steps(recipe, {}, keys));
  json::Array done;
  bool kept = true;
  for (const Step& step : steps) {
    if (!kept) break;
    TRY_ASSIGN(json::Value one, preview_step(step, row, kept));
    done.push_back(std::move(one));
  }
  return json::Value(
      json::Object{{"steps", std::move(done)}, {"row", std::move(row)}, {"kept", kept}});
}

}  // namespace

Result<int> run_clean_preview(Context& context, const Args&) {
  TRY_ASSIGN(const std::string input, context.console.read_input(kMostInput));
  TRY_ASSIGN(const json::Value asked, json::parse(input));
  TRY_ASSIGN(const json::Value out, preview(asked));
  context.console.write_out(json::dump(out) + "\n");
  return 0;
}

}  // namespace millrace::cli
