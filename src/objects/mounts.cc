#include "objects/mounts.h"

#include "base/strings.h"

namespace millrace::objects {
namespace {

// Blanks and backslashes in paths are written \040.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 3 >= text.size()) {
      out += text[i];
      continue;
    }
    const auto digit = [&](std::size_t at) { return (text[i + at] - '0') & 7; };
    out += static_cast<char>(digit(1) << 6 | digit(2) << 3 | digit(3));
    i += 3;
  }
  return out;
}

bool lies_on(std::string_view path, std::string_view mount) {
  return mount == "/" || path == mount || (path.starts_with(mount) && path[mount.size()] == '/');
}

}  // namespace

std::string mount_point_of(std::string_view mountinfo, std::string_view path) {
  constexpr std::size_t kMountPoint = 4;
  std::string best = "/";
  for (const auto line : base::split(mountinfo, '\n')) {
    const auto words = base::split(line, ' ');
    if (words.size() <= kMountPoint) continue;
    std::string mount = unescaped(words[kMountPoint]);
    if (mount.size() > best.size() && lies_on(path, mount)) best = std::move(mount);
  }
  return best;
}

}  // namespace millrace::objects
