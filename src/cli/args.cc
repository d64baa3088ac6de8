#include "cli/args.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace millrace::cli {
namespace {

const Flag* find_flag(std::span<const Flag> flags, std::string_view word) {
  for (const Flag& f : flags)
    if (f.name == word || (!f.brief.empty() && f.brief == word)) return &f;
  return nullptr;
}

bool is_flag(std::string_view word) {
  return word.size() > 1 && word[0] == '-' && !base::parse_double(word);
}

}  // namespace

std::string Args::value(std::string_view flag, std::string_view otherwise) const {
  const auto found = flags.find(flag);
  return found == flags.end() ? std::string(otherwise) : found->second.back();
}

const std::vector<std::string>& Args::values(std::string_view flag) const {
  static const std::vector<std::string> kNone;
  const auto found = flags.find(flag);
  return found == flags.end() ? kNone : found->second;
}

Result<std::optional<std::int64_t>> Args::number(std::string_view flag, std::int64_t min,
                                                 std::int64_t max) const {
  if (!has(flag)) return std::optional<std::int64_t>();
  const auto n = base::parse_int(value(flag));
  if (!n || *n < min || *n > max)
    return fail(ErrorCode::kInvalid, fmt::format("{} takes a whole number from {} to {}, not {:?}",
                                                 flag, min, max, value(flag)));
  return n;
}

Result<Args> parse_args(std::span<const std::string> words, std::span<const Flag> flags,
                        OtherFlags other) {
  Args args;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--") {
      args.rest.assign(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
      break;
    }
    if (!is_flag(word)) {
      args.words.push_back(word);
      continue;
    }
    const auto equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const Flag* flag = find_flag(flags, name);
    if (flag == nullptr && (other == OtherFlags::kRefused || !name.starts_with("--")))
      return fail(ErrorCode::kInvalid, fmt::format("there is no flag {}", name));
    if (flag != nullptr && flag->value.empty()) {
      if (equals != std::string::npos)
        return fail(ErrorCode::kInvalid, fmt::format("{} takes no value", name));
      args.flags[std::string(flag->name)].emplace_back();
      continue;
    }
    if (equals == std::string::npos && i + 1 == words.size())
      return fail(ErrorCode::kInvalid, fmt::format("{} needs a value", name));
    std::string value = equals == std::string::npos ? words[++i] : word.substr(equals + 1);
    if (flag != nullptr)
      args.flags[std::string(flag->name)].push_back(std::move(value));
    else
      args.settings.insert(args.settings.end(), {name, std::move(value)});
  }
  return args;
}

}  // namespace millrace::cli
