#include "auth/matrix.h"

#include <map>
#include <vector>

#include "base/check.h"
#include "base/strings.h"

namespace millrace::auth {
namespace {
// The file is part of the program: anything wrong in it is a programmer's error.
Cell cell(std::string_view word) {
  CHECK(word == "allow" || word == "deny" || word == "none");
  return word == "allow" ? Cell::kAllow : word == "deny" ? Cell::kDeny : Cell::kNone;
}

std::vector<MatrixRow> read_matrix() {
  std::vector<MatrixRow> rows;
  const auto lines = base::split(matrix_text(), '\n');
  CHECK(!lines.empty() &&
        base::trim(lines[0]) ==
            "permission,name_zh,workspace_admin,developer_own,operator_own,operator_others");
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::string_view line = base::trim(lines[i]);
    if (line.empty()) continue;
    const auto columns = base::split(line, ',');
    CHECK(columns.size() == 6 && columns[0].find('.') != std::string_view::npos);
    rows.push_back({columns[0], columns[1], cell(columns[2]), cell(columns[3]), cell(columns[4]),
                    cell(columns[5])});
  }
  return rows;
}

const std::vector<MatrixRow>& rows() {
  static const std::vector<MatrixRow> kRows = read_matrix();
  return kRows;
}

std::map<std::string_view, const MatrixRow*> index_rows() {
  std::map<std::string_view, const MatrixRow*> index;
  for (const auto& row : rows()) CHECK(index.emplace(row.permission, &row).second);
  return index;
}
}  // namespace

std::span<const MatrixRow> matrix() {
  return rows();
}

const MatrixRow* find_row(std::string_view permission) {
  static const std::map<std::string_view, const MatrixRow*> kIndex = index_rows();
  const auto it = kIndex.find(permission);
  return it == kIndex.end() ? nullptr : it->second;
}

}  // namespace millrace::auth
