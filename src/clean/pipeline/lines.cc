#include "clean/pipeline/lines.h"

#include <algorithm>

namespace millrace::clean {
namespace {
constexpr std::size_t kChunk = std::size_t{256} << 10;
constexpr std::size_t kKeptBytes = std::size_t{1} << 20;  // larger buffers are given back
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
}  // namespace

LineReader::LineReader(io::File& file, std::uint64_t begin, std::uint64_t end, std::size_t max_line)
    : file_(file),
      begin_(begin),
      end_(end),
      max_line_(max_line),
      chunk_at_(begin == 0 ? 0 : begin - 1) {}

Result<bool> LineReader::fill() {
  chunk_at_ += chunk_.size();
  at_ = 0;
  TRY_ASSIGN(chunk_, file_.read_at(chunk_at_, kChunk));
  return !chunk_.empty();
}

// The line that the byte before `begin` belongs to is somebody else's.
Result<void> LineReader::find_first_line() {
  started_ = true;
  if (begin_ == 0) return {};
  while (chunk_at_ + at_ < end_) {
    if (at_ == chunk_.size()) {
      TRY_ASSIGN(const bool more, fill());
      if (!more) return {};
    }
    const std::size_t found = chunk_.find('\n', at_);
    at_ = found == std::string::npos ? chunk_.size() : found + 1;
    if (found != std::string::npos) return {};
  }
  return {};
}

Result<std::optional<Line>> LineReader::next() {
  if (!started_) TRY(find_first_line());
  const std::uint64_t line_at = chunk_at_ + at_;
  if (line_at >= end_) return std::optional<Line>();
  if (carried_.capacity() > kKeptBytes) carried_ = std::string();
  carried_.clear();
  std::uint64_t size = 0;
  std::string_view bytes;
  for (bool whole = false; !whole;) {
    if (at_ == chunk_.size()) {
      TRY_ASSIGN(const bool more, fill());
      if (!more) {
        if (size == 0) return std::optional<Line>();
        bytes = carried_;
        break;
      }
    }
    const std::size_t found = std::min(chunk_.find('\n', at_), chunk_.size());
    whole = found < chunk_.size();
    const std::string_view part = std::string_view(chunk_).substr(at_, found - at_);
    at_ = found + (whole ? 1 : 0);
    if (whole && size == 0) {
      size = part.size();
      bytes = part.substr(0, max_line_);
      break;
    }
    carried_.append(part.substr(0, max_line_ - std::min(max_line_, carried_.size())));
    size += part.size();
    bytes = carried_;
  }
  if (line_at == 0 && bytes.starts_with(kByteOrderMark)) {
    bytes.remove_prefix(kByteOrderMark.size());
    size -= kByteOrderMark.size();
  }
  if (bytes.size() == size && bytes.ends_with('\r')) {
    bytes.remove_suffix(1);
    --size;
  }
  return std::optional<Line>(Line{bytes, size});
}

}  // namespace millrace::clean
