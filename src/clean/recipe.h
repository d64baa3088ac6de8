// Recipes: which operators, in which order, with which options. Read strictly from the platform's
// JSON, from arguments of the command line and from Data-Juicer's YAML; errors name the operator,
// the field and, in YAML, the line. Values and pure functions; thread-safe.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "clean/operator.h"

namespace millrace::clean {

struct StepSpec {
  const OperatorType* type = nullptr;
  json::Value options;                 // an object: what was given, without what every step may say
  std::vector<std::string> text_keys;  // fields it works on, in this order; empty: the recipe's
  Compat compat = Compat::kStrict;
  std::size_t line = 0;  // where it stands; 0: not known
};

struct Recipe {
  std::vector<StepSpec> steps;
  std::vector<std::string> text_keys;  // empty: not said
};

// {"ops": […], "text_keys": …, "strict_compat": …} or the list alone. Each is {"name": …, options…}
// and may say "text_key"/"text_keys" and "strict_compat" for itself.
Result<Recipe> recipe_from_json(const json::Value& value);
// A Data-Juicer recipe: `process:` with the operators, `text_keys:`, our `strict_compat:`. Settings
// of its engine (np, export_path, …) are passed over; what is in neither list is an error.
Result<Recipe> recipe_from_yaml(std::string_view text);
// Whichever it is: JSON begins with '[' or '{'.
Result<Recipe> parse_recipe(std::string_view text);
// 'NAME' or 'NAME={"option": …}'
Result<StepSpec> step_from_argument(std::string_view argument);
// The form that is stored and hashed: recipe_from_json reads the same recipe from it.
json::Value to_json(const Recipe& recipe);

// A step, ready to run. Constant; shared by threads.
struct Step {
  const OperatorType* type = nullptr;
  std::vector<std::string> text_keys;  // never empty
  json::Value options;                 // with the defaults in
  std::shared_ptr<const Operator> made;

  const Mapper* mapper() const;  // nullptr where it is of another kind
  const Filter* filter() const;
};
// Makes all operators. `text_keys` where neither the recipe nor a step says any. The first error,
// with the step's number, operator and line in it.
Result<std::vector<Step>> make_steps(const Recipe& recipe, const Context& context,
                                     const std::vector<std::string>& text_keys = {"text"});

}  // namespace millrace::clean
