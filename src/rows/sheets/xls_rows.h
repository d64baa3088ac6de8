// Rows of the first sheet of an old xls workbook, as xlsx_rows.h has them. The program xls2csv
// reads it, shut in: it sees the file and its own libraries, no network, and has limits of time and
// memory. Used by one thread.
#pragma once
#include "text/formats/row_reader.h"

namespace millrace::rows {

// `path` is absolute. kUnavailable where the program is not installed.
Result<std::unique_ptr<text::RowReader>> open_xls(const std::string& path);

}  // namespace millrace::rows
