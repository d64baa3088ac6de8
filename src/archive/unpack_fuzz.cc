// Whatever the bytes: a refusal with words, or a tree within the limits whose paths are clean.
#include <cstdint>

#include "archive/path_rules.h"
#include "archive/test_archives.h"
#include "archive/unpack.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millrace::archive;
  MemoryTree tree;  // checks each path
  const UnpackLimits limits{
      .max_entries = 100, .max_total_bytes = 1 << 20, .max_file_bytes = 1 << 19};
  const auto done = unpack({reinterpret_cast<const char*>(data), size}, tree, limits);
  if (!done) {
    CHECK(done.error().code == millrace::ErrorCode::kInvalid && !done.error().message.empty());
    return 0;
  }
  CHECK(done->bytes <= limits.max_total_bytes && done->files + done->links <= limits.max_entries);
  return 0;
}
