#include "rows/edit_log.h"

namespace millrace::rows {
namespace {

using State = EditRecord::State;
constexpr std::size_t kHead = 4;
constexpr std::size_t kMostRecord = std::size_t{256} << 20;
constexpr std::uint64_t kPiece = std::uint64_t{1} << 20;

std::string text_of(const EditRecord& r) {
  json::Object out{{"row", r.row},
                   {"version", r.version},
                   {"by", r.author},
                   {"by_name", r.author_name},
                   {"at", r.at_ms},
                   {"data", r.data},
                   {"marks", r.marks},
                   {"before", r.category_before},
                   {"after", r.category_after},
                   {"previous", r.previous}};
  if (!r.track.empty()) out["track"] = r.track;
  if (r.state == State::kRemoved) out["removed"] = true;
  return json::dump(out);
}

Result<EditRecord> record_of(const std::string& text) {
  TRY_ASSIGN(const json::Value v, json::parse(text, {.max_bytes = kMostRecord}));
  return EditRecord{.row = v.int_or("row", 0),
                    .version = v.int_or("version", 0),
                    .track = v.string_or("track", ""),
                    .author = v.string_or("by", ""),
                    .author_name = v.string_or("by_name", ""),
                    .at_ms = v.int_or("at", 0),
                    .state = v.bool_or("removed", false) ? State::kRemoved : State::kKept,
                    .data = v.string_or("data", ""),
                    .marks = v.string_or("marks", ""),
                    .category_before = v.string_or("before", ""),
                    .category_after = v.string_or("after", ""),
                    .previous = v.int_or("previous", -1)};
}

}  // namespace

Result<EditLog> EditLog::open(io::FileSystem& files, const std::string& path, std::int64_t end,
                              const std::function<void(std::int64_t, EditRecord)>& each) {
  EditLog log(files, path);
  auto file =
      files.open(path, end < 0 ? io::FileSystem::Open::kReadWrite : io::FileSystem::Open::kRead);
  if (!file && file.error().code == ErrorCode::kNotFound && end <= 0) return log;
  TRY(file);
  log.file_ = std::move(*file);
  TRY_ASSIGN(std::uint64_t size, log.file_->size());
  if (end >= 0 && static_cast<std::uint64_t>(end) > size)
    return fail(ErrorCode::kCorrupt, "the log of edited rows has lost its end");
  if (end >= 0) size = static_cast<std::uint64_t>(end);
  std::string window;
  std::size_t begun = 0;           // of the record, in the window
  std::uint64_t at = 0, read = 0;  // of the record, and of the window's end, in the file
  for (;;) {
    const std::string_view rest = std::string_view(window).substr(begun);
    const bool whole = rest.size() >= kHead && rest.size() - kHead >= get_u32(rest, 0);
    if (!whole) {
      if (read == size) break;
      TRY_ASSIGN(const std::string piece, log.file_->read_at(read, std::min(kPiece, size - read)));
      if (piece.empty()) break;
      window.erase(0, begun);
      begun = 0;
      window += piece;
      read += piece.size();
      continue;
    }
    const std::size_t length = get_u32(rest, 0);
    const auto text = unsqueeze(rest.substr(kHead, length), kMostRecord);
    if (!text) break;  // torn
    TRY_ASSIGN(EditRecord record, record_of(*text));
    each(static_cast<std::int64_t>(at), std::move(record));
    begun += kHead + length;
    at += kHead + length;
  }
  if (at < size && end >= 0) return fail(ErrorCode::kCorrupt, "the log of edited rows is damaged");
  if (at < size) TRY(log.file_->truncate(at));
  log.size_ = static_cast<std::int64_t>(at);
  return log;
}

Result<EditRecord> EditLog::read(std::int64_t at) const {
  CHECK(file_ != nullptr);
  const auto offset = static_cast<std::uint64_t>(at);
  TRY_ASSIGN(const std::string head, file_->read_at(offset, kHead));
  if (head.size() != kHead) return fail(ErrorCode::kCorrupt, "an edited row is not there");
  TRY_ASSIGN(const std::string frame, file_->read_at(offset + kHead, get_u32(head, 0)));
  TRY_ASSIGN(const std::string text, unsqueeze(frame, kMostRecord));
  return record_of(text);
}

Result<std::vector<std::int64_t>> EditLog::append(const std::vector<EditRecord>& records) {
  if (!file_) {
    TRY_ASSIGN(file_, files_->open(path_, io::FileSystem::Open::kCreate, kReadByRuns));
    TRY(files_->sync_directory(path_.substr(0, path_.rfind('/'))));
  }
  std::string bytes;
  std::vector<std::int64_t> offsets;
  for (const EditRecord& record : records) {
    std::string frame;
    TRY(squeezer_.append(text_of(record), frame));
    offsets.push_back(size_ + static_cast<std::int64_t>(bytes.size()));
    put_u32(bytes, static_cast<std::uint32_t>(frame.size()));
    bytes += frame;
  }
  auto written = file_->write_at(static_cast<std::uint64_t>(size_), bytes);
  if (written) written = file_->sync();
  if (!written) {
    if (auto cut = file_->truncate(static_cast<std::uint64_t>(size_)); !cut)
      return std::move(written).error().note(cut.error().to_string());
    return written.error();
  }
  size_ += static_cast<std::int64_t>(bytes.size());
  return offsets;
}

}  // namespace millrace::rows
