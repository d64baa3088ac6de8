#include "text/test_data.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace millrace::text {

std::optional<std::string> test_data(const std::string& path) {
  const char* named = std::getenv("MILLRACE_TEST_DATA");
  const char* project = std::getenv("MILLRACE_SOURCE_DIR");
  const std::string root =
      named != nullptr ? named
                       : std::string(project != nullptr ? project : ".") + "/../shared/data";
  std::error_code error;
  if (!std::filesystem::exists(root + "/" + path, error)) return std::nullopt;
  return root + "/" + path;
}

std::string read_all(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

}  // namespace millrace::text
