// All rows of a published version, hashed and written as training reads them. Blocking; pure but
// for the file it writes.
#pragma once
#include "rows/row_set.h"
#include "rows/templates/template.h"

namespace millrace::rows {

struct PublishedRows {
  std::string sha256{};  // of all rows with their marks, in order
  std::int64_t rows = 0, trained_rows = 0;
  std::map<std::string, std::int64_t> counts{};
};
// A JSON object a line; rows that training does not read are hashed, and not written.
Result<PublishedRows> write_training_file(io::FileSystem& files, const Template& of,
                                          const RowSet& rows, const std::string& path);

}  // namespace millrace::rows
