// Scalars of event files on this machine, as JSON lines. One user.
#pragma once
#include <string>

#include "cli/context.h"

namespace millrace::cli {

// {"tag","step","wall_time","value"} per line, in the order of the files; "run" too where a folder
// below the named one is meant. Words about damage go to standard error; kCorrupt when nothing
// could be read.
Result<void> print_event_files(Context& context, const std::string& path);

}  // namespace millrace::cli
