// Reads and writes the small files of a control group or of /proc. Pure functions over paths.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::shim {

// One write(2) to a file that is there already.
Result<void> put(const std::string& path, std::string_view text);
std::string get(const std::string& path);  // "" when it cannot be read
std::optional<std::int64_t> get_number(const std::string& path);
// The number after `key` in lines of "key number".
std::optional<std::int64_t> number_after(std::string_view text, std::string_view key);
std::vector<int> get_processes(const std::string& path);  // lines of process ids
// Also makes what is above; one that is there already is success.
Result<void> make_group(const std::string& folder);
Result<void> remove_group(const std::string& folder);

}  // namespace millrace::shim
