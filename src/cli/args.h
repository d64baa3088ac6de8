// The words of a command line against the table of its flags. Pure.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::cli {

struct Flag {
  std::string_view name;   // "--output"
  std::string_view brief;  // "-o"; empty: none
  std::string_view value;  // what the help calls the value; empty: a switch without one
  std::string_view doc;
};

// What is left over when our own flags are taken: flags of the configuration, or none allowed.
enum class OtherFlags { kRefused, kSettings };

struct Args {
  std::map<std::string, std::vector<std::string>, std::less<>> flags{};  // by long name
  std::vector<std::string> words{};
  std::vector<std::string> rest{};      // after "--"
  std::vector<std::string> settings{};  // flags of the configuration, for settings::load

  bool has(std::string_view flag) const { return flags.contains(flag); }
  std::string value(std::string_view flag,
                    std::string_view otherwise = {}) const;  // the last one given
  const std::vector<std::string>& values(std::string_view flag) const;
  // kInvalid where the value is no whole number in the range.
  Result<std::optional<std::int64_t>> number(std::string_view flag, std::int64_t min,
                                             std::int64_t max) const;
};

Result<Args> parse_args(std::span<const std::string> words, std::span<const Flag> flags,
                        OtherFlags other);

}  // namespace millrace::cli
