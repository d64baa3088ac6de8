#include "train/machine_limits.h"

#include <sys/resource.h>

#include <algorithm>
#include <string>

#include "base/strings.h"

namespace millrace::train {
namespace {

// "Name:   123 kB" in a file of such lines, in bytes; 0 when absent.
std::int64_t line_in_kib(io::FileSystem& fs, const std::string& path, std::string_view name) {
  const auto file = fs.open(path, io::FileSystem::Open::kRead);
  if (!file) return 0;
  const auto text = (*file)->read_at(0, 1 << 16);
  if (!text) return 0;
  for (const auto line : base::split(*text, '\n')) {
    if (!line.starts_with(name) || line.size() == name.size() || line[name.size()] != ':') continue;
    auto number = base::trim(line.substr(name.size() + 1));
    if (number.ends_with(" kB")) number.remove_suffix(3);
    return base::parse_int(base::trim(number)).value_or(0) * 1024;
  }
  return 0;
}

std::int64_t number_in(io::FileSystem& fs, const std::string& path) {
  const auto file = fs.open(path, io::FileSystem::Open::kRead);
  if (!file) return 0;
  const auto text = (*file)->read_at(0, 64);
  return text ? base::parse_int(base::trim(*text)).value_or(0) : 0;
}

}  // namespace

std::int64_t memory_limit(io::FileSystem& fs) {
  std::int64_t least = line_in_kib(fs, "/proc/meminfo", "MemAvailable");
  for (const char* path :
       {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    const std::int64_t limit = number_in(fs, path);
    if (limit > 0) least = least == 0 ? limit : std::min(least, limit);
  }
  return least;
}

std::int64_t peak_memory() {
  rusage usage{};
  return ::getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss * 1024 : 0;
}

}  // namespace millrace::train
