// Rows that are tokens already: {"ids":[…],"loss_mask":[…]} per line, as `millrace-engine render`
// and tests write them. Without a mask every token is learnt. Pure over an io::FileSystem.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "io/file_system.h"
#include "train/examples.h"

namespace millrace::train {

// Calls `line` with each line and its number from 1; the file is never held whole. A line beyond
// 64 MiB is an error.
Result<void> for_each_line(io::FileSystem& fs, const std::string& path,
                           const std::function<Result<void>(std::int64_t, std::string_view)>& line);

// Whether the first line of the file has "ids".
Result<bool> has_token_rows(io::FileSystem& fs, const std::string& path);
// Errors name file and row.
Result<void> read_token_rows(io::FileSystem& fs, const std::string& path, Examples& out);

}  // namespace millrace::train
