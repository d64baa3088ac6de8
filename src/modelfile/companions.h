// Files beside the weights that belong to a model: what turns text into ids and back, and how
// replies are sampled by default. Functions.
#pragma once
#include <string>

#include "io/file_system.h"

namespace millrace::modelfile {

// Those that `from` has; others of that name in `to` are replaced.
Result<void> copy_companions(io::FileSystem& fs, const std::string& from, const std::string& to);

}  // namespace millrace::modelfile
