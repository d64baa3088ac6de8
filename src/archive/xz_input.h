// Decompressed xz as input for libarchive, with a bound on memory: libarchive's own filter lets a
// file ask for a gigabyte. One thread.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct archive;

namespace millrace::archive {

// The next piece of the compressed file; empty at its end.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual Result<std::string_view> next() = 0;
};

class XzInput {
 public:
  static constexpr std::uint64_t kMaxMemory = std::uint64_t{256} << 20;  // xz -9 needs 65 MiB
  static bool is_xz(std::string_view beginning);  // 6 bytes are enough

  explicit XzInput(ByteSource& source);
  ~XzInput();
  // Opens `reader`, which must have no xz filter, on the decompressed bytes; this must outlive it.
  int open(::archive* reader);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace::archive
