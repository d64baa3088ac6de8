#include "server/program.h"

#include <unistd.h>

#include "io/file_system.h"

namespace millrace::server {

std::string own_program() {
  char buffer[4096];
  const ssize_t n = readlink("/proc/self/exe", buffer, sizeof buffer);
  return std::string(buffer, n > 0 ? static_cast<std::size_t>(n) : 0);
}

std::string program_folder() {
  const std::string path = own_program();
  return path.substr(0, path.rfind('/'));
}

std::string shim_program(const settings::Loaded& loaded) {
  const std::string& wanted = loaded.settings.runtime.shim;
  return wanted.empty() ? program_folder() + "/millrace-shim" : wanted;
}

Result<std::string> engine_program() {
  const std::string path = program_folder() + "/millrace-engine";
  const auto file = io::system_files().stat(path);
  if (file && file->type == io::FileInfo::Type::kFile) return path;
  return fail(ErrorCode::kUnavailable,
              "the program millrace-engine is not installed beside the server: install it there, "
              "then start again");
}

Result<std::string> console_folder(const settings::Loaded& loaded) {
  const std::string& wanted = loaded.settings.web.folder;
  const std::string folder = wanted.empty() ? program_folder() + "/web" : wanted;
  const auto index = io::system_files().stat(folder + "/index.html");
  if (index && index->type == io::FileInfo::Type::kFile) return folder;
  if (wanted.empty()) return std::string();
  return base::invalid_field("web.folder", "has no index.html: " + wanted);
}

std::string preset_models(const settings::Loaded& loaded) {
  const std::string& wanted = loaded.settings.models.presets;
  if (!wanted.empty()) return wanted;
  // Installed; then in a build folder of the source tree.
  for (const char* folder : {"/../share/millrace/models", "/../../share/models"}) {
    const std::string place = program_folder() + folder;
    if (io::exists(io::system_files(), place)) return place;
  }
  return "";
}

}  // namespace millrace::server
