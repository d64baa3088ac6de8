// Which of a run's checkpoints is the newest whole one. Rules in README.md; functions, thread-safe.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "runtime/local/safe_files.h"

namespace millrace::runtime {

// One entry of output/checkpoints: a folder with its files, or a file by itself ("" is its path).
struct CheckpointCandidate {
  std::string name{};
  std::vector<SafeFile> files{};  // paths relative to the entry
  std::int64_t newest_ms = 0;
};

// The name of the newest whole one below root/checkpoints, "" for none. `quiet_until_ms`: when
// those who write were last alive (now, if they are).
Result<std::string> find_newest_checkpoint(const std::string& root, std::int64_t quiet_until_ms);

}  // namespace millrace::runtime
