// Files behind an interface, so that tests can cut the power at any write (fake_file_system.h).
// Paths are absolute or relative to the working directory, as the caller's. Thread-safe.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::io {

struct FileInfo {
  enum class Type { kFile, kDirectory, kSymlink, kOther } type = Type::kOther;
  std::uint64_t size = 0;
  std::int64_t modified_ms = 0;
  std::uint32_t mode = 0;  // permission bits
};

// An open file; positions are explicit, there is no cursor.
class File {
 public:
  virtual ~File() = default;
  // Fewer bytes than asked for only at the end of the file.
  virtual Result<std::string> read_at(std::uint64_t offset, std::size_t size) = 0;
  virtual Result<void> write_at(std::uint64_t offset,
                                std::string_view bytes) = 0;  // all or an error
  virtual Result<void> append(std::string_view bytes) = 0;
  virtual Result<void> sync() = 0;  // fdatasync
  virtual Result<void> truncate(std::uint64_t size) = 0;
  virtual Result<std::uint64_t> size() = 0;
};

class FileSystem {
 public:
  enum class Open { kRead, kReadWrite, kCreate, kCreateNew };  // kCreate keeps what is there
  virtual ~FileSystem() = default;
  virtual Result<std::unique_ptr<File>> open(const std::string& path, Open how,
                                             std::uint32_t mode = 0640) = 0;
  virtual Result<FileInfo> stat(const std::string& path) = 0;  // follows no symbolic link
  virtual Result<std::vector<std::string>> list(const std::string& directory) = 0;  // names, sorted
  virtual Result<void> make_directories(const std::string& path, std::uint32_t mode = 0750) = 0;
  virtual Result<void> rename(const std::string& from, const std::string& to) = 0;  // replaces
  // A second name for the same file; kAlreadyExists when `to` is there.
  virtual Result<void> hard_link(const std::string& from, const std::string& to) = 0;
  // Absolute, without symbolic links; kNotFound when it does not exist.
  virtual Result<std::string> real_path(const std::string& path) = 0;
  virtual Result<void> remove(const std::string& path) = 0;
  virtual Result<void> remove_tree(
      const std::string& path) = 0;  // absent is success; follows no link
  virtual Result<void> sync_directory(const std::string& path) = 0;
};

FileSystem& system_files();

// All of a file; kExhausted beyond max_bytes.
Result<std::string> read_file(FileSystem& fs, const std::string& path,
                              std::size_t max_bytes = 64 << 20);
// Temporary file beside it, write, fsync, rename, fsync of the folder: after a power cut the old or
// the new.
Result<void> replace_file(FileSystem& fs, const std::string& path, std::string_view bytes,
                          std::uint32_t mode = 0640);
bool exists(FileSystem& fs, const std::string& path);

}  // namespace millrace::io
