// A file mapped read-only into memory. Bytes are read from disk when first touched; a file that
// somebody cuts short meanwhile ends the process (SIGBUS), so map only files that are replaced by
// rename. Move-only; reading is thread-safe.
#pragma once
#include <cstddef>
#include <span>
#include <string>

#include "base/result.h"

namespace millrace::io {

class MappedFile {
 public:
  static Result<MappedFile> open(const std::string& path);  // kInvalid for what is no regular file
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();
  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  MappedFile(const std::byte* data, std::size_t size) : data_(data), size_(size) {}
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

// These bytes of a mapping are not needed soon: their pages stop counting as ours. Reading them
// again works.
void let_go(std::span<const std::byte> bytes);

}  // namespace millrace::io
