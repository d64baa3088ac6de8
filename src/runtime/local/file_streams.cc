#include "runtime/local/file_streams.h"

#include "json/value.h"
#include "runtime/local/safe_files.h"
#include "runtime/log_cursor.h"

namespace millrace::runtime {
namespace {

constexpr int kScalarDepth = 8;
constexpr std::size_t kMostScalarFiles = 4096;

Chunk nothing(const std::string& cursor, Writers writers) {
  return {.next = cursor,
          .end = writers == Writers::kGone ? Chunk::End::kEnd : Chunk::End::kMoreLater};
}

Result<std::uint64_t> offset_of(const std::string& text) {
  TRY_ASSIGN(const LogCursor cursor, parse_log_cursor(text));
  if (cursor.kind == LogCursor::Kind::kOffset) return cursor.offset;
  return fail(ErrorCode::kInvalid, "only the log has a tail: give nothing or an earlier cursor");
}

}  // namespace

Result<Chunk> read_bytes(const std::string& root, const std::string& file,
                         const std::string& cursor, std::size_t max_bytes, Writers writers) {
  TRY_ASSIGN(std::uint64_t offset, offset_of(cursor));
  auto read = read_beneath(root, file, offset, max_bytes);
  if (!read && read.error().code == ErrorCode::kNotFound) return nothing(cursor, writers);
  if (!read) return read.error();
  if (read->size < offset) {
    offset = 0;
    TRY_ASSIGN(*read, read_beneath(root, file, 0, max_bytes));
  }
  Chunk chunk = nothing(cursor, writers);
  offset += read->bytes.size();
  chunk.bytes = std::move(read->bytes);
  chunk.next = std::to_string(offset);
  if (offset < read->size) chunk.end = Chunk::End::kMoreNow;
  return chunk;
}

Result<Chunk> read_lines(const std::string& root, const std::string& file,
                         const std::string& cursor, std::size_t max_bytes, Writers writers) {
  TRY_ASSIGN(Chunk chunk, read_bytes(root, file, cursor, max_bytes, writers));
  const auto line_end = chunk.bytes.rfind('\n');
  const std::size_t whole = line_end == std::string::npos ? 0 : line_end + 1;
  const std::size_t rest = chunk.bytes.size() - whole;
  if (rest == 0 || chunk.end == Chunk::End::kEnd) return chunk;
  if (whole == 0 && chunk.bytes.size() >= max_bytes) {
    chunk.skipped_bytes = chunk.bytes.size();
    chunk.bytes.clear();
    return chunk;
  }
  chunk.bytes.resize(whole);
  TRY_ASSIGN(const std::uint64_t next, offset_of(chunk.next));
  chunk.next = std::to_string(next - rest);
  return chunk;
}

Result<Chunk> read_scalars(const std::string& root, const std::string& folder,
                           const std::string& cursor, std::size_t max_bytes, Writers writers) {
  json::Object offsets;
  if (!cursor.empty()) {
    TRY_ASSIGN(const json::Value document, json::parse(cursor));
    if (!document.as_object()) return fail(ErrorCode::kInvalid, "this is no cursor of scalars");
    offsets = *document.as_object();
  }
  auto files = walk_beneath(root, folder, kScalarDepth, kMostScalarFiles);
  if (!files && files.error().code == ErrorCode::kNotFound) return nothing(cursor, writers);
  if (!files) return files.error();
  Chunk chunk = nothing(cursor, writers);
  for (const auto& file : *files) {
    const std::string name = file.path.substr(folder.size() + 1);
    if (name.find("tfevents") == std::string::npos) continue;
    const json::Value* const known = offsets.find(name);
    std::int64_t offset = known && known->as_int() ? *known->as_int() : 0;
    if (offset < 0 || static_cast<std::uint64_t>(offset) > file.size) offset = 0;
    if (static_cast<std::uint64_t>(offset) == file.size) continue;
    if (chunk.bytes.size() >= max_bytes) {
      chunk.end = Chunk::End::kMoreNow;
      break;
    }
    const auto read = read_beneath(root, file.path, static_cast<std::uint64_t>(offset),
                                   max_bytes - chunk.bytes.size());
    if (!read || read->bytes.empty()) continue;
    const auto size = static_cast<std::int64_t>(read->bytes.size());
    chunk.bytes += json::dump(json::Object{{"file", name}, {"offset", offset}, {"size", size}});
    chunk.bytes += "\n" + read->bytes;
    offsets[name] = offset + size;
    if (static_cast<std::uint64_t>(offset + size) < read->size) chunk.end = Chunk::End::kMoreNow;
  }
  chunk.next = json::dump(offsets);
  return chunk;
}

}  // namespace millrace::runtime
