#include <algorithm>
#include <charconv>

#include "base/strings.h"
#include "shim/log_files.h"

namespace millrace::shim {
namespace {

constexpr std::string_view kPrefix = "log.";
constexpr std::size_t kDigits = 16;
constexpr std::size_t kBlock = 64 << 10;

}  // namespace

std::string log_piece_name(std::uint64_t begin) {
  std::string out(kPrefix);
  for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[(begin >> shift) & 15];
  return out;
}

std::optional<std::uint64_t> log_piece_begin(std::string_view name) {
  if (!name.starts_with(kPrefix) || name.size() != kPrefix.size() + kDigits) return std::nullopt;
  std::uint64_t value = 0;
  const char* const end = name.data() + name.size();
  const auto parsed = std::from_chars(name.data() + kPrefix.size(), end, value, 16);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

std::string LogReader::name(std::uint64_t begin) const {
  return folder_ + "/" + log_piece_name(begin);
}

Result<std::vector<LogPiece>> LogReader::pieces() const {
  TRY_ASSIGN(const auto names, fs_.list(folder_));
  std::vector<LogPiece> out;
  for (const auto& file : names) {
    const auto begin = log_piece_begin(file);
    if (!begin) continue;
    const auto info = fs_.stat(folder_ + "/" + file);
    if (!info) continue;  // rotated away since the listing
    out.push_back({*begin, *begin + info->size});
  }
  return out;  // fixed-width names: sorted by position
}

Result<LogReader::Read> LogReader::read(std::uint64_t from, std::size_t max_bytes) const {
  TRY_ASSIGN(const auto all, pieces());
  Read out{.next = from};
  if (all.empty()) return out;
  out.end = all.back().end;
  if (from < all.front().begin) {
    out.skipped = all.front().begin - from;
    out.next = all.front().begin;
  }
  for (const auto& piece : all) {
    if (piece.end <= out.next) continue;
    if (out.bytes.size() >= max_bytes) break;
    if (piece.begin > out.next) {  // a piece in the middle went away: never by rotation
      out.skipped += piece.begin - out.next;
      out.next = piece.begin;
    }
    auto file = fs_.open(name(piece.begin), io::FileSystem::Open::kRead);
    if (!file) {
      if (file.error().code == ErrorCode::kNotFound) continue;  // rotated away meanwhile
      return file.error();
    }
    const auto most = std::min<std::uint64_t>(max_bytes - out.bytes.size(), piece.end - out.next);
    TRY_ASSIGN(const std::string part,
               (*file)->read_at(out.next - piece.begin, static_cast<std::size_t>(most)));
    out.bytes += part;
    out.next += part.size();
  }
  return out;
}

Result<std::uint64_t> LogReader::tail(std::uint64_t lines) const {
  TRY_ASSIGN(const auto all, pieces());
  if (all.empty()) return std::uint64_t{0};
  std::uint64_t at = all.back().end;
  if (lines == 0) return at;
  const std::uint64_t last = at;
  while (at > all.front().begin) {
    const std::uint64_t from = at - std::min<std::uint64_t>(kBlock, at - all.front().begin);
    TRY_ASSIGN(const Read block, read(from, static_cast<std::size_t>(at - from)));
    if (block.skipped > 0 || block.next != at) return block.next - block.bytes.size();
    for (std::size_t i = block.bytes.size(); i > 0; --i) {
      const std::uint64_t after = from + i;
      // The line end that closes the last line is not the start of another.
      if (block.bytes[i - 1] == '\n' && after != last && --lines == 0) return after;
    }
    at = from;
  }
  return all.front().begin;
}

Result<std::uint64_t> LogReader::since(std::int64_t unix_ms) const {
  TRY_ASSIGN(const auto all, pieces());
  for (const auto& piece : all) {
    const auto text = io::read_file(fs_, name(piece.begin) + ".times");
    if (!text) continue;
    for (const auto line : base::split(*text, '\n')) {
      const auto words = base::split(line, ' ');
      if (words.size() != 2) continue;
      const auto at = base::parse_int(words[0]);
      const auto offset = base::parse_int(words[1]);
      if (at && offset && *at >= unix_ms) return static_cast<std::uint64_t>(*offset);
    }
  }
  return all.empty() ? std::uint64_t{0} : all.back().end;
}

}  // namespace millrace::shim
