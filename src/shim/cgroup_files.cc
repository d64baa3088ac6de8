#include "shim/cgroup_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/strings.h"
#include "io/fd.h"

namespace millrace::shim {

Result<void> put(const std::string& path, std::string_view text) {
  const io::Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd || ::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    return base::from_errno(errno, "write " + path);
  return {};
}

std::string get(const std::string& path) {
  const io::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  if (!fd) return text;
  std::array<char, 4096> buffer;
  for (ssize_t n = 0; (n = ::read(fd.get(), buffer.data(), buffer.size())) > 0;)
    text.append(buffer.data(), static_cast<std::size_t>(n));
  return text;
}

std::optional<std::int64_t> get_number(const std::string& path) {
  return base::parse_int(base::trim(get(path)));
}

std::optional<std::int64_t> number_after(std::string_view text, std::string_view key) {
  for (const auto line : base::split(text, '\n'))
    if (line.starts_with(key) && line.size() > key.size() && line[key.size()] == ' ')
      return base::parse_int(base::trim(line.substr(key.size() + 1)));
  return std::nullopt;
}

std::vector<int> get_processes(const std::string& path) {
  std::vector<int> out;
  const std::string text = get(path);
  for (const auto line : base::split(text, '\n'))
    // 0 is a process of a namespace that we cannot see.
    if (const auto pid = base::parse_int(line); pid && *pid > 0)
      out.push_back(static_cast<int>(*pid));
  return out;
}

Result<void> make_group(const std::string& folder) {
  for (auto slash = folder.find('/', 1);; slash = folder.find('/', slash + 1)) {
    const std::string part = folder.substr(0, slash);
    if (::mkdir(part.c_str(), 0755) != 0 && errno != EEXIST && errno != EROFS)
      return base::from_errno(errno, "make the control group " + part);
    if (slash == std::string::npos) return {};
  }
}

Result<void> remove_group(const std::string& folder) {
  if (::rmdir(folder.c_str()) == 0 || errno == ENOENT) return {};
  return base::from_errno(errno, "remove the control group " + folder);
}

}  // namespace millrace::shim
