// Rows of a set as a file, made piece by piece: JSON lines, a JSON array, or CSV; written as the
// template has them or as another form. Used by one thread.
#pragma once
#include <memory>
#include <string>

#include "rows/convert/convert.h"
#include "rows/row_set.h"

namespace millrace::rows {

enum class ExportFormat { kJsonLines, kJson, kCsv };
std::optional<ExportFormat> parse_export_format(std::string_view name);  // "jsonl", "json", "csv"

class RowExport {
 public:
  struct Options {
    ExportFormat format = ExportFormat::kJsonLines;
    Schema schema = Schema::kAlpaca;
  };
  RowExport(std::shared_ptr<const RowSet> rows, const Template& of, Options options)
      : rows_(std::move(rows)), of_(of), options_(options) {}

  // The next piece, some hundred rows; empty: that was all.
  Result<std::string> next();
  // How many rows the form cannot hold; they are left out.
  Result<std::int64_t> count_unfit() const;

 private:
  std::optional<json::Value> written(const Row& row) const;
  void add(const Row& row, std::string& piece);
  std::string csv_header() const;
  std::string csv_line(const json::Value& value) const;

  std::shared_ptr<const RowSet> rows_;
  const Template& of_;
  Options options_;
  std::int64_t next_ = 1;
  std::int64_t count_ = 0;
  bool begun_ = false, ended_ = false;
};

}  // namespace millrace::rows
