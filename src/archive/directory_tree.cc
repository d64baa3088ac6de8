#include "archive/directory_tree.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "archive/path_rules.h"
#include "base/strings.h"

namespace millrace::archive {
namespace {

constexpr int kFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

Error failed(std::string_view act, const std::string& path) {
  const int saved = errno;
  if (saved == EEXIST)
    return fail(ErrorCode::kInvalid, "the archive holds \"" + shown(path) + "\" twice");
  if (saved == ENOTDIR || saved == ELOOP)
    return fail(ErrorCode::kInvalid, "the archive uses \"" + shown(path) +
                                         "\" as a folder, but it is a file or a link there");
  return base::from_errno(saved, std::string(act) + " " + shown(path));
}

// "a/b/c" → "a/b" and "c".
std::pair<std::string, std::string> split_last(const std::string& path) {
  const auto slash = path.find_last_of('/');
  if (slash == path.npos) return {"", path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace

Result<io::Fd> open_below(int root, std::string_view path, int flags) {
  io::Fd at;
  const auto parts = base::split(path, '/');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string name(parts[i]);
    const int from = at ? at.get() : root;
    const int how = i + 1 < parts.size() ? kFolder : flags | O_NOFOLLOW | O_CLOEXEC;
    io::Fd next(::openat(from, name.empty() ? "." : name.c_str(), how));
    if (!next) return base::from_errno(errno, "open " + shown(path));
    at = std::move(next);
  }
  return at;
}

Result<int> DirectoryTree::enter(const std::string& path) {
  if (path.empty()) return root_;
  if (entered_ && entered_path_ == path) return entered_.get();
  io::Fd at;
  for (const auto part : base::split(path, '/')) {
    const std::string name(part);
    const int from = at ? at.get() : root_;
    if (::mkdirat(from, name.c_str(), 0755) != 0 && errno != EEXIST) return failed("make", path);
    io::Fd next(::openat(from, name.c_str(), kFolder));
    if (!next) return failed("enter", path);
    at = std::move(next);
  }
  entered_ = std::move(at);
  entered_path_ = path;
  return entered_.get();
}

Result<void> DirectoryTree::folder(const std::string& path) {
  TRY(enter(path));
  return {};
}

Result<void> DirectoryTree::open_file(const std::string& path, Mode mode) {
  const auto [parent, name] = split_last(path);
  TRY_ASSIGN(const int at, enter(parent));
  file_ = io::Fd(::openat(at, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                          mode == Mode::kExecutable ? 0755 : 0644));
  if (!file_) return failed("make", path);
  file_path_ = path;
  return {};
}

Result<void> DirectoryTree::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(file_.get(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed("write", file_path_);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<void> DirectoryTree::close_file() {
  file_.reset();
  return {};
}

Result<void> DirectoryTree::link(const std::string& path, const std::string& target) {
  const auto [parent, name] = split_last(path);
  TRY_ASSIGN(const int at, enter(parent));
  if (::symlinkat(target.c_str(), at, name.c_str()) != 0) return failed("link", path);
  return {};
}

}  // namespace millrace::archive
