#include "archive/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <unordered_set>

#include "archive/directory_tree.h"
#include "archive/path_rules.h"
#include "archive/utf8_locale.h"
#include "archive/xz_input.h"
#include "io/fd.h"
#include "io/remove_tree.h"

namespace millrace::archive {
namespace {

using Reader = std::unique_ptr<::archive, int (*)(::archive*)>;

Error refuse(std::string words) { return fail(ErrorCode::kInvalid, std::move(words)); }

Error broken(::archive* reader) {
  const char* words = ::archive_error_string(reader);
  return refuse(
      fmt::format("the archive cannot be read: {}", words ? shown(words) : "it is damaged"));
}

// Formats and filters by name: "all" would also start outside programs for the rarer ones. For xz
// see xz_input.h.
Reader new_reader() {
  Reader reader(::archive_read_new(), &::archive_read_free);
  CHECK(reader != nullptr);
  ::archive_read_support_format_tar(reader.get());
  ::archive_read_support_format_zip(reader.get());
  ::archive_read_support_filter_gzip(reader.get());
  ::archive_read_support_filter_bzip2(reader.get());
  ::archive_read_support_filter_zstd(reader.get());
  return reader;
}

class Unpacking {
 public:
  Unpacking(::archive* reader, std::uint64_t archive_bytes, TreeSink& sink,
            const UnpackLimits& limits)
      : reader_(reader),
        sink_(sink),
        limits_(limits),
        most_bytes_(std::min(limits.max_total_bytes,
                             std::max(limits.free_bytes, archive_bytes * limits.max_ratio))) {}

  Result<Unpacked> run() {
    while (true) {
      ::archive_entry* entry = nullptr;
      const int status = ::archive_read_next_header(reader_, &entry);
      if (status == ARCHIVE_EOF) break;
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return broken(reader_);
      if (++entries_ > limits_.max_entries)
        return refuse(fmt::format("the archive holds more than {} entries", limits_.max_entries));
      TRY(take(entry));
    }
    if (done_.files + done_.links == 0) return refuse("the archive holds no files");
    return done_;
  }

 private:
  Result<void> take(::archive_entry* entry) {
    const char* raw = ::archive_entry_pathname_utf8(entry);
    if (raw == nullptr) raw = ::archive_entry_pathname(entry);
    if (raw == nullptr) return refuse("the archive has an entry without a readable name");
    TRY_ASSIGN(const std::string path, clean_path(raw));
    if (::archive_entry_is_encrypted(entry))
      return refuse(fmt::format("\"{}\" is encrypted: pack it without a password", shown(path)));
    TRY(check_method(path));
    if (::archive_entry_hardlink(entry) != nullptr)
      return refuse(
          fmt::format("\"{}\" is a hard link: pack copies (tar --hard-dereference)", shown(path)));
    switch (::archive_entry_filetype(entry)) {
      case AE_IFDIR: return path.empty() ? Result<void>{} : take_folder(path);
      case AE_IFREG: return take_file(entry, path);
      case AE_IFLNK: return take_link(entry, path);
      default:
        return refuse(fmt::format("\"{}\" is a device or another special file", shown(path)));
    }
  }

  // A few bytes of LZMA or PPMd in a zip can ask for gigabytes of memory, and no honest tool uses
  // them unasked. libarchive tells the method of an entry only in the name of the format.
  Result<void> check_method(const std::string& path) {
    const char* name = ::archive_format_name(reader_);
    const std::string_view format = name ? name : "";
    if (!format.starts_with("ZIP")) return {};
    for (const std::string_view method : {"(uncompressed)", "(deflation)", "(bzip)"})
      if (format.ends_with(method)) return {};
    return refuse(
        fmt::format("\"{}\" is packed with an unusual method ({}): use plain zip, or tar.gz",
                    shown(path), format));
  }

  Result<void> take_folder(const std::string& path) {
    if (taken_.contains(path)) return twice(path);
    return sink_.folder(path);
  }

  Result<void> take_file(::archive_entry* entry, const std::string& path) {
    if (path.empty()) return refuse("the archive has a file without a name");
    if (!taken_.insert(path).second) return twice(path);
    if (::archive_entry_size_is_set(entry)) TRY(check_size(path, 0, ::archive_entry_size(entry)));
    const bool executable = (::archive_entry_perm(entry) & 0111) != 0;
    TRY(sink_.open_file(path, executable ? TreeSink::Mode::kExecutable : TreeSink::Mode::kPlain));
    std::int64_t size = 0;
    while (true) {
      const auto n = ::archive_read_data(reader_, buffer_.data(), buffer_.size());
      if (n == 0) break;
      if (n == ARCHIVE_RETRY) continue;
      if (n < 0) return broken(reader_);
      TRY(check_size(path, size, n));
      size += n;
      done_.bytes += static_cast<std::uint64_t>(n);
      TRY(sink_.write({buffer_.data(), static_cast<std::size_t>(n)}));
    }
    ++done_.files;
    return sink_.close_file();
  }

  Result<void> take_link(::archive_entry* entry, const std::string& path) {
    const char* target = ::archive_entry_symlink_utf8(entry);
    if (target == nullptr) target = ::archive_entry_symlink(entry);
    if (path.empty() || target == nullptr) return refuse("the archive has a link without a target");
    TRY(check_link(path, target));
    if (!taken_.insert(path).second) return twice(path);
    ++done_.links;
    return sink_.link(path, target);
  }

  static Error twice(const std::string& path) {
    return refuse(fmt::format("the archive holds \"{}\" twice", shown(path)));
  }

  // `more` bytes come to the `sofar` bytes of this file.
  Result<void> check_size(const std::string& path, std::int64_t sofar, std::int64_t more) {
    const auto add = static_cast<std::uint64_t>(std::max<std::int64_t>(more, 0));
    if (add > limits_.max_file_bytes -
                  std::min(static_cast<std::uint64_t>(sofar), limits_.max_file_bytes))
      return refuse(fmt::format("\"{}\" is larger than the {} bytes allowed for one file",
                                shown(path), limits_.max_file_bytes));
    if (add <= most_bytes_ - std::min(done_.bytes, most_bytes_)) return {};
    if (most_bytes_ == limits_.max_total_bytes)
      return refuse(
          fmt::format("the archive unpacks to more than the {} bytes allowed", most_bytes_));
    return refuse(
        fmt::format("the archive unpacks to more than {} times its size: it looks like a bomb",
                    limits_.max_ratio));
  }

  ::archive* reader_;
  TreeSink& sink_;
  const UnpackLimits& limits_;
  const std::uint64_t most_bytes_;
  std::uint64_t entries_ = 0;
  Unpacked done_{};
  std::unordered_set<std::string> taken_{};  // files and links; at most max_entries short names
  std::array<char, 65536> buffer_{};
};

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  Result<std::string_view> next() override { return std::exchange(bytes_, {}); }

 private:
  std::string_view bytes_;
};

class FileSource final : public ByteSource {
 public:
  explicit FileSource(int fd) : fd_(fd) {}
  Result<std::string_view> next() override {
    ssize_t n = 0;
    do {
      n = ::read(fd_, buffer_.data(), buffer_.size());
    } while (n < 0 && errno == EINTR);
    if (n < 0) return base::from_errno(errno, "read the archive");
    return std::string_view(buffer_.data(), static_cast<std::size_t>(n));
  }

 private:
  int fd_;
  std::array<char, 65536> buffer_{};
};

// Either an open file or bytes.
struct Input {
  int fd = -1;
  std::string_view bytes{};
  std::uint64_t size = 0;
};

Result<Unpacked> unpack_input(const Input& input, TreeSink& sink, const UnpackLimits& limits) {
  std::array<char, 6> beginning{};
  std::string_view first = input.bytes;
  if (input.fd >= 0) {
    const ssize_t n = ::pread(input.fd, beginning.data(), beginning.size(), 0);
    first = {beginning.data(), n > 0 ? static_cast<std::size_t>(n) : 0};
  }
  const Utf8Locale locale;
  std::unique_ptr<ByteSource> source;
  std::unique_ptr<XzInput> xz;
  const Reader reader = new_reader();  // after what it reads from: it goes first
  int opened = ARCHIVE_FATAL;
  if (XzInput::is_xz(first)) {
    if (input.fd >= 0) source = std::make_unique<FileSource>(input.fd);
    else source = std::make_unique<MemorySource>(input.bytes);
    xz = std::make_unique<XzInput>(*source);
    opened = xz->open(reader.get());
  } else if (input.fd >= 0) {
    opened = ::archive_read_open_fd(reader.get(), input.fd, 65536);
  } else {
    opened = ::archive_read_open_memory(reader.get(), input.bytes.data(), input.bytes.size());
  }
  if (opened != ARCHIVE_OK) return broken(reader.get());
  return std::make_unique<Unpacking>(reader.get(), input.size, sink, limits)->run();
}

}  // namespace

Result<Unpacked> unpack(std::string_view archive_bytes, TreeSink& sink,
                        const UnpackLimits& limits) {
  return unpack_input({.bytes = archive_bytes, .size = archive_bytes.size()}, sink, limits);
}

Result<Unpacked> unpack_file(const std::string& archive_path, const std::string& folder,
                             const UnpackLimits& limits) {
  const io::Fd file(::open(archive_path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return base::from_errno(errno, "open " + archive_path);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return base::from_errno(errno, "stat " + archive_path);
  if (::mkdir(folder.c_str(), 0755) != 0) return base::from_errno(errno, "make " + folder);
  const io::Fd root(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!root) return base::from_errno(errno, "open " + folder);

  auto done = [&]() -> Result<Unpacked> {
    DirectoryTree tree(root.get());
    TRY_ASSIGN(const auto unpacked,
               unpack_input({.fd = file.get(), .size = static_cast<std::uint64_t>(info.st_size)},
                            tree, limits));
    // Once for all files, instead of an fsync for each.
    if (::syncfs(root.get()) != 0) return base::from_errno(errno, "sync " + folder);
    return unpacked;
  }();
  if (!done)
    if (auto removed = io::remove_tree(folder); !removed)
      return std::move(done).error().note("and a part stays: " + removed.error().message);
  return done;
}

}  // namespace millrace::archive
