// A command for a program that reads what people have sent: it sees the system's programs and the
// named files, all read-only, no network, no other processes, and has limits of memory and time.
// Pure but for looking whether the programs are there; thread-safe.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace millrace::io {

struct Confinement {
  // (path here, path inside); absolute. Folders show all below them.
  std::vector<std::pair<std::string, std::string>> shown{};
  std::uint64_t memory_bytes = std::uint64_t{1} << 30;
  std::uint64_t cpu_seconds = 60;
};
// kUnavailable naming what is not installed: bubblewrap, prlimit, or the program itself.
Result<std::vector<std::string>> confined(const Confinement& confinement,
                                          const std::vector<std::string>& argv);

}  // namespace millrace::io
