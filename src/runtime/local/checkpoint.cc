#include "runtime/local/local_runtime.h"

namespace millrace::runtime {

Result<std::string> LocalRuntime::newest_checkpoint(const std::string& run_id) {
  TRY(check_folder_name(run_id, "run_id"));
  return std::string();
}

}  // namespace millrace::runtime
