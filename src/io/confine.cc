#include "io/confine.h"

#include <algorithm>

#include "io/subprocess.h"

namespace millrace::io {

Result<std::vector<std::string>> confined(const Confinement& confinement,
                                          const std::vector<std::string>& argv) {
  for (const std::string& program : {std::string("bwrap"), std::string("prlimit"), argv.at(0)}) {
    const bool is_shown = std::any_of(confinement.shown.begin(), confinement.shown.end(),
                                      [&](const auto& shown) { return shown.second == program; });
    if (!is_shown && !find_program(program))
      return fail(ErrorCode::kUnavailable, "the program " + program + " is not installed here");
  }
  std::vector<std::string> out = {"bwrap",      "--unshare-all", "--die-with-parent", "--clearenv",
                                  "--cap-drop", "ALL",           "--new-session"};
  for (const char* folder : {"/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache"})
    out.insert(out.end(), {"--ro-bind-try", folder, folder});
  for (const auto& [here, inside] : confinement.shown)
    out.insert(out.end(), {"--ro-bind", here, inside});
  out.insert(out.end(), {"--setenv", "PATH", "/usr/bin:/bin", "--chdir", "/", "prlimit",
                         "--as=" + std::to_string(confinement.memory_bytes),
                         "--cpu=" + std::to_string(confinement.cpu_seconds), "--core=0", "--"});
  out.insert(out.end(), argv.begin(), argv.end());
  return out;
}

}  // namespace millrace::io
