// Reading what a run has written, where every name may be a trap: no link is followed, nothing that
// is no plain file is opened, nothing above the folder is reached. Functions; thread-safe.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "io/fd.h"

namespace millrace::runtime {

struct SafeEntry {
  std::string name{};
  enum class Type { kFile, kFolder, kOther } type = Type::kOther;
  std::uint64_t size = 0;
  std::int64_t modified_ms = 0;
};

// `relative` "" is the folder itself. kNotFound also where a link stands in the way.
Result<std::vector<SafeEntry>> list_beneath(const std::string& root, const std::string& relative);

// A plain file or a folder, open for reading.
Result<io::Fd> open_plain_beneath(const std::string& root, const std::string& relative);

struct SafeRead {
  std::string bytes{};
  std::uint64_t size = 0;  // of the file now
};
Result<SafeRead> read_beneath(const std::string& root, const std::string& relative,
                              std::uint64_t offset, std::size_t max_bytes);

struct SafeFile {
  std::string path{};  // relative
  std::uint64_t size = 0;
  std::int64_t modified_ms = 0;
};
// All plain files below, sorted; at most this deep and many (kExhausted beyond).
Result<std::vector<SafeFile>> walk_beneath(const std::string& root, const std::string& relative,
                                           int depth, std::size_t most);

}  // namespace millrace::runtime
