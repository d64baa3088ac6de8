#include "clean/recipe.h"

#include <fmt/core.h>

#include <array>

#include "clean/ops/all.h"
#include "clean/recipe_step.h"

namespace millrace::clean {
namespace {

using describe::Problems;

// What every operator of Data-Juicer takes for its engine; ours decides these for itself.
constexpr std::array<std::string_view, 28> kEngineOptions{
    "accelerator",        "audio_key",       "audio_special_token", "batch_size",
    "batch_mode",         "cpu_required",    "eoc_special_token",   "gpu_required",
    "history_key",        "image_bytes_key", "image_key",           "image_special_token",
    "index_key",          "instruction_key", "mem_required",        "num_gpus",
    "num_proc",           "prompt_key",      "query_key",           "response_key",
    "ray_execution_mode", "runtime_env",     "skip_op_error",       "stats_export_path",
    "system_key",         "turbo",           "video_key",           "work_dir"};

bool is_engine_option(std::string_view name) {
  for (const auto& known : kEngineOptions)
    if (known == name) return true;
  return name == "video_special_token";
}

// Violations of one step, under the path of the step.
void add_all(const Error& error, const std::string& path, Problems& problems) {
  if (error.violations.empty()) problems.add(path, error.message);
  for (const auto& v : error.violations)
    problems.add(v.field.empty() ? path : describe::member_path(path, v.field), v.reason);
}

json::Value keys_to_json(const std::vector<std::string>& keys) {
  json::Array list;
  for (const auto& key : keys) list.emplace_back(key);
  return json::Value(std::move(list));
}

}  // namespace

void read_text_keys(const json::Value& value, const std::string& path,
                    std::vector<std::string>& keys, Problems& problems) {
  keys.clear();
  if (const std::string* one = value.as_string())
    keys.push_back(*one);
  else if (const json::Array* list = value.as_array()) {
    for (const auto& item : *list) {
      const std::string* key = item.as_string();
      if (key == nullptr)
        return problems.add(path, "must be the name of a field, or a list of them");
      keys.push_back(*key);
    }
  } else if (!value.is_null()) {
    return problems.add(path, "must be the name of a field, or a list of them");
  }
  if (keys.size() > 64) problems.add(path, "names more than 64 fields");
  for (const auto& key : keys)
    if (key.empty()) problems.add(path, "a name of a field is empty");
}

void read_compat(const json::Value& value, const std::string& path, Compat& compat,
                 Problems& problems) {
  if (const bool* strict = value.as_bool())
    compat = *strict ? Compat::kStrict : Compat::kSane;
  else if (!value.is_null())
    problems.add(path, "must be true or false");
}

void read_step(std::string_view name, const json::Object& given, const std::string& path,
               StepSpec& spec, Problems& problems) {
  spec.type = find_operator(name);
  if (spec.type == nullptr) return problems.add(path, unknown_operator(name));
  json::Object options;
  for (const auto& [key, value] : given) {
    const std::string at = describe::member_path(path, key);
    if (spec.type->options->find(key) != nullptr)
      options.append(key, value);
    else if (key == "text_key" || key == "text_keys")
      read_text_keys(value, at, spec.text_keys, problems);
    else if (key == "strict_compat")
      read_compat(value, at, spec.compat, problems);
    else if (!is_engine_option(key))
      options.append(key, value);  // refused below, by its name
  }
  spec.options = json::Value(std::move(options));
  if (const auto checked = spec.type->check(spec.options); !checked)
    add_all(checked.error(), path, problems);
}

Result<Recipe> recipe_from_json(const json::Value& value) {
  Problems problems;
  Recipe recipe;
  Compat compat = Compat::kStrict;
  const json::Value* ops = &value;
  std::string root;
  if (const json::Object* members = value.as_object()) {
    ops = value.find("ops");
    root = "ops";
    if (ops == nullptr) return base::invalid_field("ops", "is required: the list of operators");
    for (const auto& [key, member] : *members) {
      if (key == "text_key" || key == "text_keys")
        read_text_keys(member, key, recipe.text_keys, problems);
      else if (key == "strict_compat")
        read_compat(member, key, compat, problems);
      else if (key != "ops")
        problems.add(key, "is not a field of a recipe");
    }
  }
  const json::Array* list = ops->as_array();
  if (list == nullptr) return base::invalid_field(root, "must be a list of operators");
  if (list->size() > kMaxSteps)
    return base::invalid_field(root, fmt::format("has more than {} operators", kMaxSteps));
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string path = describe::item_path(root, i);
    const json::Object* item = (*list)[i].as_object();
    const json::Value* name = item == nullptr ? nullptr : item->find("name");
    if (name == nullptr || name->as_string() == nullptr) {
      problems.add(path, R"(must be an object with the operator's name: {"name": "…", options…})");
      continue;
    }
    json::Object options = *item;
    options.erase("name");
    StepSpec& spec = recipe.steps.emplace_back();
    spec.compat = compat;
    read_step(*name->as_string(), options, path, spec, problems);
  }
  if (!problems.empty()) return problems.to_error();
  return recipe;
}

Result<Recipe> parse_recipe(std::string_view text) {
  if (text.size() > kMaxRecipeBytes)
    return fail(ErrorCode::kInvalid, "the recipe is larger than 1 MiB");
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || (text[begin] != '[' && text[begin] != '{'))
    return recipe_from_yaml(text);
  TRY_ASSIGN(const json::Value value, json::parse(text));
  return recipe_from_json(value);
}

Result<StepSpec> step_from_argument(std::string_view argument) {
  const std::size_t equals = argument.find('=');
  const std::string name(argument.substr(0, equals));
  json::Value options{json::Object{}};
  if (equals != std::string_view::npos) {
    auto parsed = json::parse(argument.substr(equals + 1));
    if (!parsed)
      return base::invalid_field(
          name, fmt::format("the options must be a JSON object, {}={{\"option\": …}}: {}", name,
                            parsed.error().message));
    options = std::move(*parsed);
  }
  if (options.as_object() == nullptr)
    return base::invalid_field(
        name, "the options must be a JSON object, not " + std::string(options.kind()));
  StepSpec spec;
  Problems problems;
  read_step(name, *options.as_object(), name, spec, problems);
  if (!problems.empty()) return problems.to_error();
  return spec;
}

json::Value to_json(const Recipe& recipe) {
  json::Array ops;
  for (const auto& spec : recipe.steps) {
    json::Object step{{"name", json::Value(spec.type->name)}};
    if (const json::Object* options = spec.options.as_object())
      for (const auto& [key, value] : *options) step.append(key, value);
    if (!spec.text_keys.empty()) step["text_keys"] = keys_to_json(spec.text_keys);
    if (spec.compat == Compat::kSane) step["strict_compat"] = json::Value(false);
    ops.emplace_back(std::move(step));
  }
  json::Object all{{"ops", json::Value(std::move(ops))}};
  if (!recipe.text_keys.empty()) all["text_keys"] = keys_to_json(recipe.text_keys);
  return json::Value(std::move(all));
}

const Mapper* Step::mapper() const {
  return type->kind == Kind::kMapper ? static_cast<const Mapper*>(made.get()) : nullptr;
}

const Filter* Step::filter() const {
  return type->kind == Kind::kFilter ? static_cast<const Filter*>(made.get()) : nullptr;
}

Result<std::vector<Step>> make_steps(const Recipe& recipe, const Context& context,
                                     const std::vector<std::string>& text_keys) {
  std::vector<Step> steps;
  for (std::size_t i = 0; i < recipe.steps.size(); ++i) {
    const StepSpec& spec = recipe.steps[i];
    Context own = context;
    own.compat = spec.compat;
    auto made = spec.type->make(spec.options, own);
    if (!made) {
      Problems problems;
      add_all(made.error(),
              spec.line == 0 ? fmt::format("ops[{}] {}", i, spec.type->name)
                             : fmt::format("line {}: {}", spec.line, spec.type->name),
              problems);
      return problems.to_error();
    }
    const auto& own_keys = spec.text_keys.empty() ? recipe.text_keys : spec.text_keys;
    steps.push_back({.type = spec.type,
                     .text_keys = own_keys.empty() ? text_keys : own_keys,
                     .options = spec.type->complete(spec.options),
                     .made = std::shared_ptr<const Operator>(*std::move(made))});
  }
  return steps;
}

}  // namespace millrace::clean
