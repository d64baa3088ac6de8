// Mounts of the kind kRunCopy: a folder copied once per run, so that the run's instances on this
// machine may write what they are shown and the source stays as it is. Blocking; the caller sees to
// it that one copy of a run is made at a time.
#pragma once
#include "runtime/local/layout.h"

namespace millrace::runtime {

std::string run_copy_path(const Layout& layout, const std::string& run_id,
                          const protocol::Mount& mount);

struct RunCopyOwner {
  std::int64_t uid = -1, gid = -1;  // -1: ours
};
// Appears whole or not at all; does nothing when it is there. Links are copied as links.
Result<void> make_run_copy(const std::string& source, const std::string& target,
                           RunCopyOwner owner);

}  // namespace millrace::runtime
