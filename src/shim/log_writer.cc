#include <algorithm>

#include "base/log.h"
#include "shim/log_files.h"

namespace millrace::shim {
namespace {

constexpr std::size_t kRecentBytes = 2048;
constexpr std::int64_t kNoteEveryMs = 1000;

}  // namespace

Result<LogWriter> LogWriter::open(io::FileSystem& fs, std::string folder, LogLimits limits,
                                  Clock& clock) {
  limits.segment_bytes = std::max<std::uint64_t>(1, limits.segment_bytes);
  TRY_ASSIGN(const auto pieces, LogReader(fs, folder).pieces());
  LogWriter writer(fs, std::move(folder), limits, clock);
  if (!pieces.empty()) writer.begin_ = writer.end_ = pieces.back().end;
  TRY(writer.start_piece());
  return writer;
}

Result<void> LogWriter::start_piece() {
  if (piece_) TRY(piece_->sync());
  const std::string path = folder_ + "/" + log_piece_name(end_);
  TRY_ASSIGN(auto piece, fs_->open(path, io::FileSystem::Open::kCreate, 0600));
  TRY_ASSIGN(auto times, fs_->open(path + ".times", io::FileSystem::Open::kCreate, 0600));
  piece_ = std::move(piece);
  times_ = std::move(times);
  begin_ = end_;
  noted_ms_ = 0;
  drop_old_pieces();
  return {};
}

void LogWriter::drop_old_pieces() {
  const auto pieces = LogReader(*fs_, folder_).pieces();
  if (!pieces) return;
  for (const auto& piece : *pieces) {
    // What the new piece will take counts already.
    if (piece.begin == begin_ || end_ - piece.begin + limits_.segment_bytes <= limits_.total_bytes)
      return;
    const std::string path = folder_ + "/" + log_piece_name(piece.begin);
    [[maybe_unused]] const auto first = fs_->remove(path + ".times");
    [[maybe_unused]] const auto second = fs_->remove(path);
  }
}

void LogWriter::note_time() {
  const std::int64_t now = base::unix_ms(clock_->now());
  if (noted_ms_ != 0 && now - noted_ms_ < kNoteEveryMs) return;
  noted_ms_ = now;
  [[maybe_unused]] const auto ignored =
      times_->append(std::to_string(now) + " " + std::to_string(end_) + "\n");
}

Result<void> LogWriter::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::uint64_t used = end_ - begin_;
    const std::uint64_t most = 2 * limits_.segment_bytes;  // a line longer than this is cut
    if (used >= most || (used >= limits_.segment_bytes && at_line_start_)) {
      TRY(start_piece());
      continue;
    }
    // The first line end that fills the piece ends it.
    const std::uint64_t room = limits_.segment_bytes - std::min(used, limits_.segment_bytes);
    const auto line_end = bytes.find('\n', static_cast<std::size_t>(room > 0 ? room - 1 : 0));
    const std::uint64_t whole = line_end == std::string_view::npos ? bytes.size() : line_end + 1;
    const auto part = bytes.substr(0, static_cast<std::size_t>(std::min(whole, most - used)));
    TRY(piece_->write_at(used, part));
    end_ += part.size();
    at_line_start_ = part.ends_with('\n');
    bytes.remove_prefix(part.size());
  }
  return {};
}

void LogWriter::append(std::string_view bytes) {
  if (bytes.empty()) return;
  recent_.append(bytes.substr(bytes.size() - std::min(bytes.size(), kRecentBytes)));
  if (recent_.size() > kRecentBytes) recent_.erase(0, recent_.size() - kRecentBytes);
  note_time();
  if (lost_ > 0) {
    const auto said = write("[millrace: " + std::to_string(lost_) +
                            " bytes of output could not be written: the disk was full]\n");
    if (said) lost_ = 0;
  }
  const std::uint64_t before = end_;
  const auto result = lost_ > 0 ? fail(ErrorCode::kExhausted, "still full") : write(bytes);
  if (!result) {
    if (lost_ == 0) log_error("shim", "output is lost", {{"why", result.error().message}});
    lost_ += bytes.size() - static_cast<std::size_t>(end_ - before);
  }
}

Result<void> LogWriter::sync() {
  TRY(piece_->sync());
  TRY(times_->sync());
  return fs_->sync_directory(folder_);
}

}  // namespace millrace::shim
