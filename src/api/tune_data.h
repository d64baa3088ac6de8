// A look at uploaded training rows before a fine-tune is made with them: is the format known, and
// can the first rows be read. Blocking; not in a transaction.
#pragma once
#include <cstdint>
#include <string>

#include "base/result.h"
#include "io/file_system.h"

namespace millrace::api {

struct TuneRows {
  std::int64_t count = 0;                                   // of rows seen
  enum class End { kReached, kBeyond } end = End::kBeyond;  // were these all?
};
// Reads at most `most` rows and some megabytes. kInvalid under `field` in words with the row's
// number when a row cannot be read, or when there is none.
Result<TuneRows> look_at_tune_data(io::FileSystem& files, const std::string& path,
                                   const std::string& name, std::int64_t most,
                                   const std::string& field);

}  // namespace millrace::api
