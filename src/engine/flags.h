// The words after a subcommand: --name VALUE, --name=VALUE and switches. Values; no locking.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::engine {

struct Flag {
  std::string_view name;   // without the dashes
  std::string_view value;  // what it takes, "DIR"; "FILE…" takes several words; empty: a switch
  std::string_view help;
  enum class Need { kOptional, kRequired } need = Need::kOptional;
};

class Flags {
 public:
  // kInvalid names an unknown flag, a missing value or a required flag that is absent. A flag may
  // come several times: its values add up, and get() gives the last.
  static Result<Flags> parse(const std::vector<Flag>& known, const std::vector<std::string>& words);

  bool has(std::string_view name) const { return values_.find(name) != values_.end(); }
  std::optional<std::string> get(std::string_view name) const;
  std::string get_or(std::string_view name, std::string_view other) const;
  std::vector<std::string> all(std::string_view name) const;  // in order; empty when absent
  Result<std::int64_t> integer(std::string_view name, std::int64_t other) const;
  Result<double> number(std::string_view name, double other) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

}  // namespace millrace::engine
