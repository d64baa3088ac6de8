// Cells of a sheet as rows: the first line that is not empty names the columns, empty lines are
// none. Used by one thread.
#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "text/formats/row_reader.h"

namespace millrace::rows {

class TableRows {
 public:
  // nullopt: a header, or an empty line. Empty cells are no members.
  std::optional<std::variant<text::Row, text::RowError>> row(std::int64_t number,
                                                             std::vector<std::string> cells);

 private:
  std::vector<std::string> header_;
};

}  // namespace millrace::rows
