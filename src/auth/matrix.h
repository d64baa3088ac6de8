// The matrix of permissions.csv: which role may do what in a workspace, on one's own and on others'
// objects. Read once, constant afterwards; thread-safe.
#pragma once
#include <span>
#include <string_view>

namespace millrace::auth {

enum class Cell { kAllow, kDeny, kNone };  // kNone: not applicable

struct MatrixRow {
  std::string_view permission;  // "training_job.create"
  std::string_view name_zh;
  Cell workspace_admin = Cell::kDeny;
  Cell developer_own = Cell::kDeny;
  Cell operator_own = Cell::kDeny;
  Cell operator_others = Cell::kDeny;
};

std::span<const MatrixRow> matrix();  // in the order of the file
const MatrixRow* find_row(std::string_view permission);

std::string_view matrix_text();  // the file itself

}  // namespace millrace::auth
