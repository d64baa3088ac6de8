// Safe unpacking of archives from outside: zip, tar, tar.gz, tar.bz2, tar.xz, tar.zst. Whatever the
// bytes: a complete tree within the limits, or kInvalid with words for the person who packed it.
// Blocking; thread-safe. One call uses a few MiB, for zstd up to 128 MiB, for xz at most 256 MiB.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "archive/tree_sink.h"
#include "base/result.h"

namespace millrace::archive {

struct UnpackLimits {
  std::uint64_t max_entries = 100'000;
  std::uint64_t max_total_bytes = std::uint64_t{16} << 30;
  std::uint64_t max_file_bytes = std::uint64_t{8} << 30;
  // A bomb: more than this many bytes out of each byte of the archive, once past free_bytes.
  std::uint64_t max_ratio = 200;
  std::uint64_t free_bytes = std::uint64_t{64} << 20;
};

struct Unpacked {
  std::uint64_t files = 0;
  std::uint64_t links = 0;
  std::uint64_t bytes = 0;
};

// Refused: absolute paths, "..", links that lead out, hard links, devices and other special files,
// encrypted entries, zip methods other than deflate and bzip2, entries that occur twice or collide,
// names that are no clean UTF-8 (path_rules.h), and everything over the limits. After an error the
// sink holds a part of the tree.
Result<Unpacked> unpack(std::string_view archive_bytes, TreeSink& sink,
                        const UnpackLimits& limits = {});

// From a file to a new folder, which must not exist; on disk (synced) when this returns. After an
// error the folder is gone.
Result<Unpacked> unpack_file(const std::string& archive_path, const std::string& folder,
                             const UnpackLimits& limits = {});

}  // namespace millrace::archive
