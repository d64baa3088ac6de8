// Rows of a file as JSON values, one after the other: a JSON array, JSON lines, CSV or TSV. Memory
// is bounded by the longest row. What is wrong with a row is said of that row, and reading goes on
// where the file lets it. Used by one thread.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "json/value.h"
#include "text/formats/example.h"

namespace millrace::text {

enum class FileKind : std::uint8_t { kJson, kJsonLines, kCsv, kTsv };
std::string_view file_kind_name(FileKind kind);
// By the name's ending; nullopt when it says nothing.
std::optional<FileKind> file_kind_of_name(std::string_view file_name);
// By the first bytes, 4 KiB are plenty.
FileKind file_kind_of_bytes(std::string_view beginning);

// Fills up to `size` bytes and says how many; 0 at the end.
using ReadBytes = std::function<Result<std::size_t>(char* buffer, std::size_t size)>;
ReadBytes read_from(std::string_view text);  // which outlives the reading

struct Row {
  std::int64_t number = 0;  // line, item or record from 1; the header of a CSV file, if any, is 1
  json::Value value{};
  // Of JSON files the bytes that it was parsed from, without blanks around; good until the next
  // row.
  std::string_view source{};
};

class RowReader {
 public:
  struct Limits {
    std::size_t max_row_bytes = std::size_t{16} << 20;
    std::size_t max_depth = 64;
  };
  virtual ~RowReader() = default;
  // nullopt at the end. The error of the Result is the file's, and reading is over.
  virtual Result<std::optional<std::variant<Row, RowError>>> next() = 0;

  // `kind` unset: found out from the first bytes.
  static Result<std::unique_ptr<RowReader>> open(ReadBytes read, std::optional<FileKind> kind);
  static Result<std::unique_ptr<RowReader>> open(ReadBytes read, std::optional<FileKind> kind,
                                                 Limits limits);
};

}  // namespace millrace::text
