#include "rows/sheets/table_rows.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/strings.h"

namespace millrace::rows {

using Next = std::optional<std::variant<text::Row, text::RowError>>;

Next TableRows::row(std::int64_t number, std::vector<std::string> cells) {
  for (const std::string& cell : cells) {
    if (!base::is_utf8(cell)) return text::RowError{number, "", "not UTF-8"};
    if (cell.find('\0') != std::string::npos)
      return text::RowError{number, "", "a NUL byte in the row"};
  }
  if (std::all_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.empty(); }))
    return std::nullopt;
  if (header_.empty()) {
    for (std::string& cell : cells) cell = base::trim(cell);
    header_ = std::move(cells);
    return std::nullopt;
  }
  json::Object object;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    if (i >= header_.size() || header_[i].empty())
      return text::RowError{number, "",
                            fmt::format("column {} has no name in the first row", i + 1)};
    object[header_[i]] = std::move(cells[i]);
  }
  return text::Row{number, json::Value(std::move(object)), {}};
}

}  // namespace millrace::rows
