// How the parts of a recipe are read, for its two forms. Pure functions.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "clean/recipe.h"

namespace millrace::clean {

inline constexpr std::size_t kMaxSteps = 256;
inline constexpr std::size_t kMaxRecipeBytes = std::size_t{1} << 20;

// A name or a list of names; null: none.
void read_text_keys(const json::Value& value, const std::string& path,
                    std::vector<std::string>& keys, describe::Problems& problems);
void read_compat(const json::Value& value, const std::string& path, Compat& compat,
                 describe::Problems& problems);
// `given`: the options, and what every step may say.
void read_step(std::string_view name, const json::Object& given, const std::string& path,
               StepSpec& spec, describe::Problems& problems);

}  // namespace millrace::clean
