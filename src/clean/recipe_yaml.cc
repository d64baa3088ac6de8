// Data-Juicer's recipes.
#include <fmt/core.h>

#include <array>

#include "clean/recipe_step.h"
#include "yaml/yaml.h"

namespace millrace::clean {
namespace {

using describe::Problems;

// Settings of Data-Juicer's engine and of its exports: what they ask for is asked of ours in other
// places, so they are passed over.
constexpr std::array<std::string_view, 52> kEngineSettings{"adaptive_batch_size",
                                                           "annotation",
                                                           "audio_key",
                                                           "audio_special_token",
                                                           "auto",
                                                           "auto_num",
                                                           "cache_compress",
                                                           "custom_operator_paths",
                                                           "data_probe_algo",
                                                           "data_probe_ratio",
                                                           "dataset",
                                                           "dataset_path",
                                                           "debug",
                                                           "ds_cache_dir",
                                                           "eoc_special_token",
                                                           "executor_type",
                                                           "export_extra_args",
                                                           "export_in_parallel",
                                                           "export_original_dataset",
                                                           "export_path",
                                                           "export_shard_size",
                                                           "export_type",
                                                           "fusion_strategy",
                                                           "generated_dataset_config",
                                                           "hpo_config",
                                                           "image_bytes_key",
                                                           "image_key",
                                                           "image_special_token",
                                                           "keep_hashes_in_res_ds",
                                                           "keep_stats_in_res_ds",
                                                           "notification",
                                                           "np",
                                                           "op_fusion",
                                                           "op_list_to_mine",
                                                           "op_list_to_trace",
                                                           "open_insight_mining",
                                                           "open_monitor",
                                                           "open_tracer",
                                                           "percentiles",
                                                           "project_name",
                                                           "ray_address",
                                                           "save_stats_in_one_file",
                                                           "skip_op_error",
                                                           "suffixes",
                                                           "temp_dir",
                                                           "trace_num",
                                                           "turbo",
                                                           "use_cache",
                                                           "use_checkpoint",
                                                           "validators",
                                                           "video_key",
                                                           "work_dir"};

bool is_engine_setting(std::string_view name) {
  for (const auto& known : kEngineSettings)
    if (known == name) return true;
  return name == "video_special_token" || name == "text_column_name";
}

// "- NAME:" with its options below it, or "- NAME".
void read_item(const json::Value& item, const std::string& path, StepSpec& spec,
               Problems& problems) {
  if (const std::string* name = item.as_string())
    return read_step(*name, json::Object{}, path, spec, problems);
  const json::Object* members = item.as_object();
  if (members == nullptr || members->size() != 1)
    return problems.add(path, "must be one operator: \"- name:\" with its options below it");
  const auto& [name, options] = *members->begin();
  const std::string at = describe::member_path(path, name);
  if (!options.is_null() && options.as_object() == nullptr)
    return problems.add(at, fmt::format("the options must be a map, not {}", options.kind()));
  static const json::Object kNone;
  read_step(name, options.is_null() ? kNone : *options.as_object(), at, spec, problems);
}

// The same error with the line of each field in it.
Error with_lines(const Error& error, const yaml::Document& document) {
  Error told{error.code, {}};
  for (const auto& v : error.violations) {
    told.violations.push_back(
        {v.field, fmt::format("line {}: {}", document.line_of(v.field), v.reason)});
    if (told.message.empty())
      told.message = fmt::format("line {}: {}: {}", document.line_of(v.field), v.field, v.reason);
  }
  if (told.violations.size() > 1)
    told.message += fmt::format(" (and {} more)", told.violations.size() - 1);
  return told;
}

void read_process(const json::Value& process, Compat compat, const yaml::Document& document,
                  Recipe& recipe, Problems& problems) {
  const json::Array* list = process.as_array();
  if (list == nullptr) return problems.add("process", "must be a list of operators");
  if (list->size() > kMaxSteps)
    return problems.add("process", fmt::format("has more than {} operators", kMaxSteps));
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string path = describe::item_path("process", i);
    StepSpec& spec = recipe.steps.emplace_back();
    spec.compat = compat;
    spec.line = document.line_of(path);
    read_item((*list)[i], path, spec, problems);
  }
}

}  // namespace

Result<Recipe> recipe_from_yaml(std::string_view text) {
  if (text.size() > kMaxRecipeBytes)
    return fail(ErrorCode::kInvalid, "the recipe is larger than 1 MiB");
  TRY_ASSIGN(const yaml::Document document, yaml::parse_document(text));
  const json::Object* members = document.value.as_object();
  if (members == nullptr)
    return fail(ErrorCode::kInvalid, "a recipe is a map with \"process:\", the list of operators");
  Recipe recipe;
  Problems problems;
  Compat compat = Compat::kStrict;
  if (const json::Value* strict = members->find("strict_compat"))
    read_compat(*strict, "strict_compat", compat, problems);
  for (const auto& [key, value] : *members) {
    if (key == "process")
      read_process(value, compat, document, recipe, problems);
    else if (key == "text_keys" || key == "text_key")
      read_text_keys(value, key, recipe.text_keys, problems);
    else if (key != "strict_compat" && !is_engine_setting(key))
      problems.add(key, "is not a setting of a recipe");
  }
  if (members->find("process") == nullptr)
    problems.add("process", "is required: the list of operators");
  if (!problems.empty()) return with_lines(problems.to_error(), document);
  return recipe;
}

}  // namespace millrace::clean
