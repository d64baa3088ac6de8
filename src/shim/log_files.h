// The output of one instance as numbered bytes: pieces named log.<offset of the first byte, 16 hex
// digits>, so that a position stays true through rotation and restarts. Beside each piece, in
// .times, "unix_ms offset" at most once a second. One writer (the shim), any number of readers.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "io/file_system.h"

namespace millrace::shim {

struct LogLimits {
  std::uint64_t segment_bytes = 8 << 20;
  std::uint64_t total_bytes = 256 << 20;  // oldest pieces go; at least one piece is kept
};

class LogWriter {
 public:
  // Goes on where an earlier writer of the folder ended.
  static Result<LogWriter> open(io::FileSystem&, std::string folder, LogLimits, Clock&);
  // Never fails for its caller: what a full disk refuses is counted, and said in the log as soon as
  // there is room. Pieces end at line ends where lines are shorter than a piece.
  void append(std::string_view bytes);
  // The last bytes that came, for words about a failure.
  const std::string& recent() const { return recent_; }
  Result<void> sync();

 private:
  LogWriter(io::FileSystem& fs, std::string folder, LogLimits limits, Clock& clock)
      : fs_(&fs), folder_(std::move(folder)), limits_(limits), clock_(&clock) {}
  Result<void> write(std::string_view bytes);
  Result<void> start_piece();
  void drop_old_pieces();
  void note_time();

  io::FileSystem* fs_;
  std::string folder_;
  LogLimits limits_;
  Clock* clock_;
  std::unique_ptr<io::File> piece_{}, times_{};
  std::uint64_t begin_ = 0;  // of the piece
  std::uint64_t end_ = 0;    // of all
  bool at_line_start_ = true;
  std::uint64_t lost_ = 0;  // bytes that a full disk refused
  std::int64_t noted_ms_ = 0;
  std::string recent_{};
};

struct LogPiece {
  std::uint64_t begin = 0, end = 0;
};

class LogReader {
 public:
  LogReader(io::FileSystem& fs, std::string folder) : fs_(fs), folder_(std::move(folder)) {}
  Result<std::vector<LogPiece>> pieces() const;  // oldest first; none: nothing was written
  struct Read {
    std::string bytes{};
    std::uint64_t next = 0;
    std::uint64_t skipped = 0;  // rotated away before `from`
    std::uint64_t end = 0;      // of all there is now
  };
  Result<Read> read(std::uint64_t from, std::size_t max_bytes) const;
  Result<std::uint64_t> tail(std::uint64_t lines) const;    // where the last lines begin
  Result<std::uint64_t> since(std::int64_t unix_ms) const;  // where output of that time begins

 private:
  std::string name(std::uint64_t begin) const;
  io::FileSystem& fs_;
  std::string folder_;
};

std::string log_piece_name(std::uint64_t begin);
std::optional<std::uint64_t> log_piece_begin(std::string_view name);  // nullopt: another file

}  // namespace millrace::shim
