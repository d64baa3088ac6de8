#include "text/formats/row_reader.h"

#include <cstring>

#include "base/strings.h"
#include "text/formats/json_rows.h"

namespace millrace::text {

std::string_view file_kind_name(FileKind kind) {
  switch (kind) {
    case FileKind::kJson:
      return "JSON array";
    case FileKind::kJsonLines:
      return "JSON lines";
    case FileKind::kCsv:
      return "CSV";
    case FileKind::kTsv:
      return "TSV";
  }
  return "file";
}

std::optional<FileKind> file_kind_of_name(std::string_view file_name) {
  const std::string name = base::to_lower(file_name);
  if (name.ends_with(".json")) return FileKind::kJson;
  if (name.ends_with(".jsonl") || name.ends_with(".ndjson")) return FileKind::kJsonLines;
  if (name.ends_with(".csv")) return FileKind::kCsv;
  if (name.ends_with(".tsv")) return FileKind::kTsv;
  return std::nullopt;
}

FileKind file_kind_of_bytes(std::string_view beginning) {
  if (beginning.starts_with("\xEF\xBB\xBF")) beginning.remove_prefix(3);
  const std::string_view text = base::trim(beginning);
  if (text.starts_with('[')) return FileKind::kJson;
  if (text.starts_with('{')) return FileKind::kJsonLines;
  const std::string_view line = text.substr(0, text.find('\n'));
  return line.find('\t') != std::string_view::npos ? FileKind::kTsv : FileKind::kCsv;
}

ReadBytes read_from(std::string_view text) {
  return [rest = text](char* buffer, std::size_t size) mutable -> Result<std::size_t> {
    const std::size_t count = std::min(size, rest.size());
    if (count > 0) std::memcpy(buffer, rest.data(), count);
    rest.remove_prefix(count);
    return count;
  };
}

Result<std::unique_ptr<RowReader>> RowReader::open(ReadBytes read, std::optional<FileKind> kind) {
  return open(std::move(read), kind, Limits{});
}

Result<std::unique_ptr<RowReader>> RowReader::open(ReadBytes read, std::optional<FileKind> kind,
                                                   Limits limits) {
  ByteWindow window(std::move(read));
  const std::string_view beginning = window.look(4096);
  const FileKind seen = file_kind_of_bytes(beginning);
  // A .json file may be one object, or several, written over many lines.
  const bool sequence = kind == FileKind::kJson && seen == FileKind::kJsonLines &&
                        is_open_at_line_end(base::trim(beginning));
  if (window.error()) return *window.error();
  window.skip_byte_order_mark();
  if (sequence) return make_json_sequence_reader(std::move(window), limits);
  // The ending .json is often given to JSON lines, and the other way round: the bytes decide.
  FileKind use = kind.value_or(seen);
  const bool json = use == FileKind::kJson || use == FileKind::kJsonLines;
  if (json && (seen == FileKind::kJson || seen == FileKind::kJsonLines)) use = seen;
  switch (use) {
    case FileKind::kJson:
      return make_json_array_reader(std::move(window), limits);
    case FileKind::kJsonLines:
      return make_json_lines_reader(std::move(window), limits);
    case FileKind::kCsv:
      return make_csv_reader(std::move(window), ',', limits);
    case FileKind::kTsv:
      return make_csv_reader(std::move(window), '\t', limits);
  }
  return fail(ErrorCode::kInternal, "unknown kind of file");
}

}  // namespace millrace::text
