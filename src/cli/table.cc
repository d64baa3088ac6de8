#include "cli/table.h"

#include <algorithm>

#include "cli/text_width.h"

namespace millrace::cli {
namespace {

constexpr std::size_t kWidestCell = 80;

}  // namespace

std::string TextTable::text() const {
  std::vector<std::vector<std::string>> rows{header_};
  rows.insert(rows.end(), rows_.begin(), rows_.end());
  std::vector<std::size_t> widths(header_.size(), 0);
  for (auto& row : rows) {
    row.resize(header_.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] = cut_to_width(printable(row[i]), kWidestCell);
      if (row[i].empty()) row[i].assign(1, '-');
      widths[i] = std::max(widths[i], text_width(row[i]));
    }
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - text_width(row[i]) + 2, ' ');
    }
    out += line + "\n";
  }
  return out;
}

}  // namespace millrace::cli
