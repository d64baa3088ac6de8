// Where an unpacked tree goes: a folder (directory_tree.h), or a test's memory. Paths are clean
// (path_rules.h). One thread.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace millrace::archive {

class TreeSink {
 public:
  enum class Mode { kPlain, kExecutable };
  virtual ~TreeSink() = default;
  virtual Result<void> folder(const std::string& path) = 0;  // there already: success
  // Makes the folders above it; then write() until close(). An entry that exists is kInvalid.
  virtual Result<void> open_file(const std::string& path, Mode mode) = 0;
  virtual Result<void> write(std::string_view bytes) = 0;
  virtual Result<void> close_file() = 0;
  virtual Result<void> link(const std::string& path, const std::string& target) = 0;
};

}  // namespace millrace::archive
