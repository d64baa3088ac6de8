#include "server/program.h"

#include <unistd.h>

namespace millrace::server {

std::string program_folder() {
  char buffer[4096];
  const ssize_t n = readlink("/proc/self/exe", buffer, sizeof buffer);
  const std::string path(buffer, n > 0 ? static_cast<std::size_t>(n) : 0);
  return path.substr(0, path.rfind('/'));
}

std::string shim_program(const settings::Loaded& loaded) {
  const std::string& wanted = loaded.settings.runtime.shim;
  return wanted.empty() ? program_folder() + "/millrace-shim" : wanted;
}

}  // namespace millrace::server
