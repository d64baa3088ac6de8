#include <fmt/core.h>

#include "base/strings.h"
#include "clean/pipeline/assemble.h"

namespace millrace::clean {
namespace {

// "NAME" or "NAME#2", the second of that name.
Result<std::size_t> step_named(const Recipe& recipe, std::string_view wanted) {
  const std::size_t mark = wanted.find('#');
  const std::string_view name = wanted.substr(0, mark);
  std::optional<std::int64_t> which;
  if (mark != std::string_view::npos) {
    which = base::parse_int(wanted.substr(mark + 1));
    if (!which || *which < 1)
      return fail(ErrorCode::kInvalid, fmt::format("{:?}: a number from 1 follows #", wanted));
  }
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < recipe.steps.size(); ++i)
    if (recipe.steps[i].type->name == name) found.push_back(i);
  if (found.empty())
    return fail(ErrorCode::kNotFound,
                fmt::format("{} was not run; the provenance knows no such step", name));
  if (!which && found.size() > 1)
    return fail(ErrorCode::kInvalid,
                fmt::format("{} was run {} times; name one as {}#1", name, found.size(), name));
  const auto index = static_cast<std::size_t>(which.value_or(1) - 1);
  if (index >= found.size())
    return fail(ErrorCode::kNotFound, fmt::format("{} was run {} times only", name, found.size()));
  return found[index];
}

Result<void> read_shards(const json::Value& summary, Undo& undo) {
  const Error wrong = fail(ErrorCode::kInvalid, "the summary of the provenance is not one of ours");
  const json::Value* shards = summary.find("shards");
  if (shards == nullptr || shards->as_array() == nullptr) return wrong;
  for (const json::Value& shard : *shards->as_array()) {
    const json::Array* list = shard.as_array();
    if (list == nullptr || list->size() != 6) return wrong;
    std::array<std::uint64_t, 6> n{};
    for (std::size_t i = 0; i < n.size(); ++i) {
      const std::int64_t* number = (*list)[i].as_int();
      if (number == nullptr || *number < 0) return wrong;
      n[i] = static_cast<std::uint64_t>(*number);
    }
    undo.shards.push_back({static_cast<std::size_t>(n[0]), n[1], n[2]});
    undo.ranges.push_back({n[3], n[4], n[5]});
  }
  return {};
}

}  // namespace

Result<UndoPlan> plan_undo(io::FileSystem& files, const std::string& provenance,
                           const std::string& operator_name, std::vector<std::string> inputs) {
  TRY_ASSIGN(const std::string text, io::read_file(files, summary_path(provenance)));
  TRY_ASSIGN(const json::Value summary, json::parse(text));
  UndoPlan plan;
  const json::Value* recipe = summary.find("recipe");
  const json::Value* known = summary.find("inputs");
  if (recipe == nullptr || known == nullptr || known->as_array() == nullptr)
    return fail(ErrorCode::kInvalid, "the summary of the provenance is not one of ours");
  TRY_ASSIGN(plan.recipe, recipe_from_json(*recipe));
  TRY_ASSIGN(plan.undo.steps, step_named(plan.recipe, operator_name));
  plan.recipe.steps.erase(plan.recipe.steps.begin() + static_cast<std::ptrdiff_t>(plan.undo.steps));
  plan.undo.provenance = provenance;
  TRY(read_shards(summary, plan.undo));
  const json::Array& were = *known->as_array();
  const bool moved = !inputs.empty();
  if (moved && inputs.size() != were.size())
    return fail(ErrorCode::kInvalid, fmt::format("the run had {} inputs", were.size()));
  for (std::size_t i = 0; i < were.size(); ++i) {
    if (!moved) inputs.push_back(were[i].string_or("path", ""));
    TRY_ASSIGN(const std::string real, files.real_path(inputs[i]));
    TRY_ASSIGN(const io::FileInfo info, files.stat(real));
    const bool same = info.size == static_cast<std::uint64_t>(were[i].int_or("bytes", -1)) &&
                      (moved || info.modified_ms == were[i].int_or("modified_ms", -1));
    if (!same)
      return fail(ErrorCode::kConflict,
                  fmt::format("{} has changed since it was cleaned: clean it anew", inputs[i]));
  }
  for (const Shard& shard : plan.undo.shards)
    if (shard.input >= inputs.size())
      return fail(ErrorCode::kInvalid, "the summary of the provenance is not one of ours");
  plan.inputs = std::move(inputs);
  return plan;
}

}  // namespace millrace::clean
