#include "rows/export.h"

#include "rows/annotate.h"

namespace millrace::rows {
namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10;
constexpr std::string_view kMarks[] = {"labels", "tags"};

std::string csv_cell(const json::Value* value) {
  if (value == nullptr || value->is_null()) return "";
  const std::string text = value->as_string() != nullptr ? *value->as_string() : json::dump(*value);
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    out += c;
    if (c == '"') out += c;
  }
  return out + "\"";
}

}  // namespace

std::optional<ExportFormat> parse_export_format(std::string_view name) {
  if (name == "jsonl") return ExportFormat::kJsonLines;
  if (name == "json") return ExportFormat::kJson;
  if (name == "csv") return ExportFormat::kCsv;
  return std::nullopt;
}

// Labels and tags stand beside the fields, where an import finds them again.
std::optional<json::Value> RowExport::written(const Row& row) const {
  auto out = convert_row(data_of(row), schema_of(of_), options_.schema);
  if (!out) return std::nullopt;
  const json::Value marks = marks_of(row);
  for (const std::string_view name : kMarks)
    if (const json::Value* words = marks.find(name); words != nullptr && !out->find(name))
      (*out->as_object())[name] = *words;
  return std::move(*out);
}

Result<std::int64_t> RowExport::count_unfit() const {
  std::int64_t unfit = 0;
  if (options_.schema == schema_of(of_)) return unfit;
  TRY(rows_->scan(1, [&](const Row& row) -> Result<Flow> {
    if (!written(row)) ++unfit;
    return Flow::kGoOn;
  }));
  return unfit;
}

std::string RowExport::csv_header() const {
  std::string out;
  for (const RowField& field : of_.fields)
    out += (out.empty() ? "" : ",") + std::string(field.name);
  for (const std::string_view name : kMarks) out += "," + std::string(name);
  return out + "\r\n";
}

std::string RowExport::csv_line(const json::Value& value) const {
  std::string out;
  for (const RowField& field : of_.fields)
    out += (out.empty() && &field == &of_.fields.front() ? "" : ",") +
           csv_cell(value.find(field.name));
  for (const std::string_view name : kMarks) out += "," + csv_cell(value.find(name));
  return out + "\r\n";
}

void RowExport::add(const Row& row, std::string& piece) {
  const auto value = written(row);
  if (!value) return;
  switch (options_.format) {
    case ExportFormat::kJsonLines:
      piece += json::dump(*value) + "\n";
      break;
    case ExportFormat::kJson:
      piece += (count_ == 0 ? "" : ",\n") + json::dump(*value);
      break;
    case ExportFormat::kCsv:
      piece += csv_line(*value);
      break;
  }
  ++count_;
}

Result<std::string> RowExport::next() {
  std::string piece;
  if (ended_) return piece;
  if (!begun_ && options_.format == ExportFormat::kCsv) piece = csv_header();
  if (!begun_ && options_.format == ExportFormat::kJson) piece = "[\n";
  begun_ = true;
  ended_ = true;
  TRY(rows_->scan(next_, [&](const Row& row) -> Result<Flow> {
    if (piece.size() >= kPiece) {
      next_ = row.number;
      ended_ = false;
      return Flow::kStop;
    }
    add(row, piece);
    return Flow::kGoOn;
  }));
  if (ended_ && options_.format == ExportFormat::kJson) piece += "\n]\n";
  return piece;
}

}  // namespace millrace::rows
