// A tree, file by file, so that it can be given up in the middle. Where the file system can, the
// bytes are shared instead of copied (copy_file_range does that by itself).
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "io/fd.h"
#include "runtime/local/run_copy.h"

namespace millrace::runtime {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = std::size_t{8} << 20;

Error failed(const fs::path& path, int number) {
  return base::from_errno(number, "copy " + path.string() + " for the run");
}

class TreeCopy {
 public:
  TreeCopy(const RunCopy& copy, const std::atomic<bool>& cancelled)
      : copy_(copy), cancelled_(cancelled) {}

  Result<void> make(const fs::path& from, const fs::path& into) {
    if (cancelled_) return fail(ErrorCode::kCancelled, "the copy is not wanted");
    struct stat info {};
    if (::lstat(from.c_str(), &info) != 0) return failed(from, errno);
    if (S_ISDIR(info.st_mode)) return folder(info, into);
    if (S_ISREG(info.st_mode)) return file(from, info, into);
    if (S_ISLNK(info.st_mode)) return link(from, into);
    return fail(ErrorCode::kInvalid,
                from.string() + " is neither a file, a folder nor a link and cannot be copied");
  }

 private:
  Result<void> folder(const struct stat& info, const fs::path& into) {
    if (::mkdir(into.c_str(), (info.st_mode & 0777) | 0700) != 0) return failed(into, errno);
    return give(into);
  }

  Result<void> link(const fs::path& from, const fs::path& into) {
    std::error_code error;
    fs::copy_symlink(from, into, error);
    if (error) return failed(from, error.value());
    return give(into);
  }

  Result<void> file(const fs::path& from, const struct stat& info, const fs::path& into) {
    const io::Fd source(::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!source) return failed(from, errno);
    const io::Fd target(
        ::open(into.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, info.st_mode & 0777));
    if (!target) return failed(into, errno);
    while (true) {
      if (cancelled_) return fail(ErrorCode::kCancelled, "the copy is not wanted");
      const ssize_t n = piece(source.get(), target.get());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failed(from, errno);
      if (n == 0) return give(into);
    }
  }

  // Bytes copied; 0 at the end.
  ssize_t piece(int source, int target) {
    if (!by_hand_) {
      const ssize_t n = ::copy_file_range(source, nullptr, target, nullptr, kPiece, 0);
      if (n > 0) return n;
      // Some file systems cannot, and some say 0 of a file that has bytes: reading tells.
      if (n < 0 && errno != EXDEV && errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
        return n;
      if (n < 0) by_hand_ = true;
    }
    buffer_.resize(std::size_t{1} << 20);
    const ssize_t got = ::read(source, buffer_.data(), buffer_.size());
    for (ssize_t at = 0; at < got;) {
      const ssize_t put = ::write(target, buffer_.data() + at, static_cast<std::size_t>(got - at));
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return put;
      at += put;
    }
    return got;
  }

  Result<void> give(const fs::path& path) {
    if (copy_.uid < 0 ||
        ::lchown(path.c_str(), static_cast<uid_t>(copy_.uid), static_cast<gid_t>(copy_.gid)) == 0)
      return {};
    return base::from_errno(errno, "give " + path.string() + " to its user");
  }

  const RunCopy& copy_;
  const std::atomic<bool>& cancelled_;
  bool by_hand_ = false;
  std::vector<char> buffer_{};
};

}  // namespace

Result<void> copy_tree(const RunCopy& copy, const std::string& into,
                       const std::atomic<bool>& cancelled) {
  TreeCopy tree(copy, cancelled);
  std::error_code error;
  if (!fs::is_directory(copy.source, error))
    return fail(ErrorCode::kInvalid, "the folder " + copy.source + " is not there");
  TRY(tree.make(copy.source, into));
  const auto skip = copy.source.size();
  for (auto i = fs::recursive_directory_iterator(copy.source, error); !error && i != fs::end(i);
       i.increment(error))
    TRY(tree.make(i->path(), into + i->path().string().substr(skip)));
  if (error) return failed(copy.source, error.value());
  return {};
}

}  // namespace millrace::runtime
