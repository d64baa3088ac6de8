// Rows of the first sheet of an xlsx workbook: the first row that is not empty names the columns,
// each row below it becomes an object of texts; its number is the sheet's. The sheet is streamed;
// texts that cells share are held in memory, within a limit. Used by one thread.
#pragma once
#include "rows/sheets/zip_part.h"
#include "text/formats/row_reader.h"

namespace millrace::rows {

struct XlsxLimits {
  std::uint64_t max_shared_bytes = std::uint64_t{512} << 20;  // texts that cells share
  std::uint64_t max_sheet_bytes = std::uint64_t{16} << 30;    // of XML
  std::size_t max_columns = 1'024;
  std::size_t max_row_bytes = std::size_t{16} << 20;
};

Result<std::unique_ptr<text::RowReader>> open_xlsx(ZipFile workbook, const XlsxLimits& limits = {});

}  // namespace millrace::rows
