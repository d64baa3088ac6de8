// Secrets that must be used again and so cannot be hashed: sealed with AES-256-GCM under a key that
// lies in a file of the server's, apart from the database. Constant once opened; thread-safe.
#pragma once
#include <string>
#include <string_view>

#include "base/rng.h"
#include "io/file_system.h"

namespace millrace::crypto {

class Vault {
 public:
  // The key in `path`, made where absent; kCorrupt when the file holds none.
  static Result<Vault> open(io::FileSystem& files, const std::string& path, Rng& rng);

  std::string seal(std::string_view secret, Rng& rng) const;  // text
  // kCorrupt for what this vault did not seal: the key file is another, or the text was changed.
  Result<std::string> open(std::string_view sealed) const;

 private:
  explicit Vault(std::string key) : key_(std::move(key)) {}
  std::string key_;  // 32 bytes
};

}  // namespace millrace::crypto
