// The hash of a file's bytes, read piece by piece. Blocking; thread-safe.
#pragma once
#include <cstdint>
#include <string>

#include "io/file_system.h"

namespace millrace::crypto {

struct FileHash {
  std::uint64_t bytes = 0;
  std::string sha256;  // 64 hexadecimal digits
};

Result<FileHash> hash_file(io::File& file);
Result<FileHash> hash_file(io::FileSystem& files, const std::string& path);

}  // namespace millrace::crypto
