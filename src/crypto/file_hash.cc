#include "crypto/file_hash.h"

#include "crypto/hash.h"

namespace millrace::crypto {
namespace {
constexpr std::size_t kPiece = std::size_t{4} << 20;
}

Result<FileHash> hash_file(io::File& file) {
  Hasher hasher;
  FileHash hash;
  for (;;) {
    TRY_ASSIGN(const std::string piece, file.read_at(hash.bytes, kPiece));
    if (piece.empty()) break;
    hasher.update(piece);
    hash.bytes += piece.size();
  }
  hash.sha256 = hasher.finish_hex();
  return hash;
}

Result<FileHash> hash_file(io::FileSystem& files, const std::string& path) {
  TRY_ASSIGN(const auto file, files.open(path, io::FileSystem::Open::kRead));
  return hash_file(*file);
}

}  // namespace millrace::crypto
