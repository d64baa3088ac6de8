// The lines that begin inside a range of a file, whatever their length: of one that is longer than
// wanted only the beginning is kept. One thread's.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "io/file_system.h"

namespace millrace::clean {

struct Line {
  std::string_view bytes;  // without its end, and without a byte order mark; valid until next()
  std::uint64_t size = 0;  // more than bytes.size(): it was cut
};

class LineReader {
 public:
  // Lines whose first byte is in [begin, end) of the file.
  LineReader(io::File& file, std::uint64_t begin, std::uint64_t end, std::size_t max_line);
  Result<std::optional<Line>> next();

 private:
  Result<bool> fill();  // false at the end of the file
  Result<void> find_first_line();

  io::File& file_;
  const std::uint64_t begin_, end_;
  const std::size_t max_line_;
  std::uint64_t chunk_at_;  // where the chunk lies in the file
  std::string chunk_;
  std::size_t at_ = 0;   // in the chunk
  std::string carried_;  // a line that began in an earlier chunk
  bool started_ = false;
};

}  // namespace millrace::clean
