#include "io/file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>

#include "base/rng.h"
#include "io/fd.h"
#include "io/remove_tree.h"

namespace millrace::io {
namespace {

// The kernel moves at most this many bytes a call.
constexpr std::size_t kMostPerCall = 0x7ffff000;

Error failed(std::string_view act, const std::string& path) {
  const int saved = errno;
  return base::from_errno(saved, std::string(act) + " " + path);
}

class SystemFile final : public File {
 public:
  SystemFile(Fd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  Result<std::string> read_at(std::uint64_t offset, std::size_t size) override {
    // The buffer grows with what is there, not with what was asked for.
    TRY_ASSIGN(const std::uint64_t end, this->size());
    const std::uint64_t left = offset < end ? end - offset : 0;
    std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(size, left)), '\0');
    std::size_t got = 0;
    while (got < bytes.size()) {
      const ssize_t n =
          ::pread(fd_.get(), bytes.data() + got, std::min(bytes.size() - got, kMostPerCall),
                  static_cast<off_t>(offset + got));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failed("read", path_);
      if (n == 0) break;
      got += static_cast<std::size_t>(n);
    }
    bytes.resize(got);
    return bytes;
  }

  Result<void> write_at(std::uint64_t offset, std::string_view bytes) override {
    return write(static_cast<off_t>(offset), bytes, 0);
  }

  Result<void> append(std::string_view bytes) override { return write(0, bytes, RWF_APPEND); }

  Result<void> sync() override {
    if (::fdatasync(fd_.get()) != 0) return failed("sync", path_);
    return {};
  }

  Result<void> truncate(std::uint64_t size) override {
    if (::ftruncate(fd_.get(), static_cast<off_t>(size)) != 0) return failed("truncate", path_);
    return {};
  }

  Result<std::uint64_t> size() override {
    struct stat info {};
    if (::fstat(fd_.get(), &info) != 0) return failed("stat", path_);
    return static_cast<std::uint64_t>(info.st_size);
  }

 private:
  Result<void> write(off_t offset, std::string_view bytes, int flags) {
    while (!bytes.empty()) {
      const iovec piece{const_cast<char*>(bytes.data()), std::min(bytes.size(), kMostPerCall)};
      const ssize_t n = ::pwritev2(fd_.get(), &piece, 1, offset, flags);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failed("write", path_);
      bytes.remove_prefix(static_cast<std::size_t>(n));
      offset += n;
    }
    return {};
  }

  Fd fd_;
  std::string path_;
};

FileInfo::Type type_of(mode_t mode) {
  if (S_ISREG(mode)) return FileInfo::Type::kFile;
  if (S_ISDIR(mode)) return FileInfo::Type::kDirectory;
  if (S_ISLNK(mode)) return FileInfo::Type::kSymlink;
  return FileInfo::Type::kOther;
}

class SystemFiles final : public FileSystem {
 public:
  Result<std::unique_ptr<File>> open(const std::string& path, Open how,
                                     std::uint32_t mode) override {
    int flags = O_CLOEXEC;
    switch (how) {
      case Open::kRead:
        flags |= O_RDONLY;
        break;
      case Open::kReadWrite:
        flags |= O_RDWR;
        break;
      case Open::kCreate:
        flags |= O_RDWR | O_CREAT;
        break;
      case Open::kCreateNew:
        flags |= O_RDWR | O_CREAT | O_EXCL;
        break;
    }
    Fd fd(::open(path.c_str(), flags, mode));
    if (!fd) return failed("open", path);
    return std::unique_ptr<File>(new SystemFile(std::move(fd), path));
  }

  Result<FileInfo> stat(const std::string& path) override {
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0) return failed("stat", path);
    return FileInfo{.type = type_of(info.st_mode),
                    .size = static_cast<std::uint64_t>(info.st_size),
                    .modified_ms = info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1'000'000,
                    .mode = info.st_mode & 07777};
  }

  Result<std::vector<std::string>> list(const std::string& directory) override {
    const std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir(directory.c_str()), &::closedir);
    if (!dir) return failed("list", directory);
    std::vector<std::string> names;
    while (errno = 0, true) {
      const dirent* entry = ::readdir(dir.get());
      if (!entry) break;
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
    }
    if (errno != 0) return failed("list", directory);
    std::sort(names.begin(), names.end());
    return names;
  }

  Result<void> make_directories(const std::string& path, std::uint32_t mode) override {
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
      const std::string part = path.substr(0, end);
      if (::mkdir(part.c_str(), mode) != 0 && errno != EEXIST) return failed("make", part);
      if (end == std::string::npos) break;
    }
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return failed("make", path);
    if (!S_ISDIR(info.st_mode))
      return fail(ErrorCode::kAlreadyExists, path + " is there and is not a folder");
    return {};
  }

  Result<void> hard_link(const std::string& from, const std::string& to) override {
    if (::link(from.c_str(), to.c_str()) != 0) return failed("link " + from + " to", to);
    return {};
  }
  Result<std::string> real_path(const std::string& path) override {
    char* found = ::realpath(path.c_str(), nullptr);
    if (found == nullptr) return failed("resolve", path);
    std::string text(found);
    ::free(found);
    return text;
  }
  Result<void> rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return failed("rename " + from + " to", to);
    return {};
  }

  Result<void> remove(const std::string& path) override {
    if (::unlink(path.c_str()) == 0) return {};
    if (errno != EISDIR || ::rmdir(path.c_str()) != 0) return failed("remove", path);
    return {};
  }

  Result<void> remove_tree(const std::string& path) override { return io::remove_tree(path); }

  Result<void> sync_directory(const std::string& path) override {
    const Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd || ::fsync(fd.get()) != 0) return failed("sync", path);
    return {};
  }
};

std::string parent_of(const std::string& path) {
  const auto slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<void> write_new(FileSystem& fs, const std::string& path, std::string_view bytes,
                       std::uint32_t mode) {
  TRY_ASSIGN(const auto file, fs.open(path, FileSystem::Open::kCreateNew, mode));
  TRY(file->write_at(0, bytes));
  return file->sync();
}

}  // namespace

FileSystem& system_files() {
  static SystemFiles files;
  return files;
}

Result<std::string> read_file(FileSystem& fs, const std::string& path, std::size_t max_bytes) {
  TRY_ASSIGN(const auto file, fs.open(path, FileSystem::Open::kRead));
  // One byte more than allowed: a file that grows meanwhile is caught as well. Files of /proc
  // and the like say that they are empty; nothing above reads those through here.
  TRY_ASSIGN(std::string bytes, file->read_at(0, max_bytes + 1));
  if (bytes.size() > max_bytes)
    return fail(ErrorCode::kExhausted,
                path + " is larger than the " + std::to_string(max_bytes) + " bytes allowed here");
  return bytes;
}

Result<void> replace_file(FileSystem& fs, const std::string& path, std::string_view bytes,
                          std::uint32_t mode) {
  static std::atomic<std::uint64_t> serial{0};
  // Unique, so that two writers of one path never share a temporary: the last rename wins, whole.
  // A process id alone would not do, as each sandbox counts its own; nor chance alone, which a fork
  // has twice.
  static const std::uint64_t chance = base::system_rng().next();
  const std::string temporary = path + ".tmp." + std::to_string(chance) + "." +
                                std::to_string(::getpid()) + "." + std::to_string(++serial);
  auto done = write_new(fs, temporary, bytes, mode);
  if (done) done = fs.rename(temporary, path);
  if (!done) {
    if (auto removed = fs.remove(temporary); !removed)
      return std::move(done).error().note("and the temporary stays: " + removed.error().message);
    return done;
  }
  return fs.sync_directory(parent_of(path));
}

bool exists(FileSystem& fs, const std::string& path) {
  return fs.stat(path).has_value();
}

}  // namespace millrace::io
