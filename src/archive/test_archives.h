// Archives built by hand and in memory, so that tests can say what no honest packer would. Tests
// only.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "archive/tree_sink.h"

namespace millrace::archive {

// One ustar entry: header and padded data. `type` is tar's type flag: '0' file, '5' folder, '2'
// link, '1' hard link, '3' device, '6' pipe.
struct TarEntry {
  std::string name;
  std::string data{};
  char type = '0';
  std::string link{};
  unsigned mode = 0644;
};
std::string tar(std::initializer_list<TarEntry> entries);

// Uncompressed, names as given.
std::string zip(std::initializer_list<std::pair<std::string, std::string>> files);

std::string gzip(std::string_view bytes);
std::string xz(std::string_view bytes);
// The same with the dictionary said to be 2 GiB.
std::string greedy_xz(std::string_view bytes);

// A tree in memory that checks what every sink may rely on.
class MemoryTree final : public TreeSink {
 public:
  Result<void> folder(const std::string& path) override;
  Result<void> open_file(const std::string& path, Mode mode) override;
  Result<void> write(std::string_view bytes) override;
  Result<void> close_file() override;
  Result<void> link(const std::string& path, const std::string& target) override;
  // path → content; "x:" before those of executables, "→" before targets of links, "/" for folders
  std::map<std::string, std::string> entries;

 private:
  std::string open_;
};

}  // namespace millrace::archive
