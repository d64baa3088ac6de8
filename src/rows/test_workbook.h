// Workbooks made by hand, so that tests need no office. For tests only.
#pragma once
#include <string>
#include <vector>

namespace millrace::rows {

using Cells = std::vector<std::vector<std::string>>;

// xlsx; texts of odd rows are shared strings, others stand in the cells.
std::string new_workbook(const Cells& cells);
// The same zip with these parts instead.
std::string workbook_of(const std::vector<std::pair<std::string, std::string>>& parts);
// xls: BIFF8 in an OLE container.
std::string old_workbook(const Cells& cells);

}  // namespace millrace::rows
