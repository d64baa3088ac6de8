// A TreeSink that writes below an open folder and follows no link on the way, whoever else may be
// writing there. Files get 0644 or 0755, folders 0755; owners and times are ours. One thread.
#pragma once
#include <string>
#include <vector>

#include "archive/tree_sink.h"
#include "io/fd.h"

namespace millrace::archive {

class DirectoryTree final : public TreeSink {
 public:
  explicit DirectoryTree(int folder_fd) : root_(folder_fd) {}  // stays the caller's
  Result<void> folder(const std::string& path) override;
  Result<void> open_file(const std::string& path, Mode mode) override;
  Result<void> write(std::string_view bytes) override;
  Result<void> close_file() override;
  Result<void> link(const std::string& path, const std::string& target) override;

 private:
  // The folder `path` opened, and made where absent; the last one is kept for its neighbours.
  Result<int> enter(const std::string& path);

  int root_;
  std::string entered_path_;
  io::Fd entered_;
  io::Fd file_;
  std::string file_path_;
};

// Opens `path` below `root` component by component without following any link; flags as of open(2).
Result<io::Fd> open_below(int root, std::string_view path, int flags);

}  // namespace millrace::archive
