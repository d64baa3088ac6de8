#include "engine/flags.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace millrace::engine {

Result<Flags> Flags::parse(const std::vector<Flag>& known, const std::vector<std::string>& words) {
  Flags flags;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words[i].starts_with("--"))
      return fail(ErrorCode::kInvalid, fmt::format("\"{}\" follows no flag", words[i]));
    const std::size_t equals = words[i].find('=');
    const std::string name = words[i].substr(2, equals == std::string::npos ? equals : equals - 2);
    const auto flag = std::ranges::find(known, std::string_view(name), &Flag::name);
    if (flag == known.end())
      return fail(ErrorCode::kInvalid, fmt::format("there is no flag --{}; see --help", name));
    auto& values = flags.values_[name];
    if (equals != std::string::npos) {
      if (flag->value.empty())
        return fail(ErrorCode::kInvalid, fmt::format("--{} takes no value", name));
      values.push_back(words[i].substr(equals + 1));
      continue;
    }
    if (flag->value.empty()) continue;
    if (i + 1 == words.size())
      return fail(ErrorCode::kInvalid, fmt::format("--{} needs {}", name, flag->value));
    values.push_back(words[++i]);
    while (flag->value.ends_with("…") && i + 1 < words.size() && !words[i + 1].starts_with("--"))
      values.push_back(words[++i]);
  }
  for (const Flag& flag : known)
    if (flag.need == Flag::Need::kRequired && !flags.has(flag.name))
      return fail(ErrorCode::kInvalid, fmt::format("--{} {} is missing", flag.name, flag.value));
  return flags;
}

std::optional<std::string> Flags::get(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end() || found->second.empty()) return std::nullopt;
  return found->second.back();
}

std::string Flags::get_or(std::string_view name, std::string_view other) const {
  return get(name).value_or(std::string(other));
}

std::vector<std::string> Flags::all(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

Result<std::int64_t> Flags::integer(std::string_view name, std::int64_t other) const {
  const auto text = get(name);
  if (!text) return other;
  const auto value = base::parse_int(*text);
  if (!value)
    return fail(ErrorCode::kInvalid, fmt::format("--{}: \"{}\" is no whole number", name, *text));
  return *value;
}

Result<double> Flags::number(std::string_view name, double other) const {
  const auto text = get(name);
  if (!text) return other;
  const auto value = base::parse_double(*text);
  if (!value)
    return fail(ErrorCode::kInvalid, fmt::format("--{}: \"{}\" is no number", name, *text));
  return *value;
}

}  // namespace millrace::engine
