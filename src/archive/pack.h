// A folder as a download: tar.gz or zip made piece by piece while it is sent, in bounded memory.
// Entries in order of their paths; links stay links; special files are left out. One thread a
// Packer.
#pragma once
#include <memory>
#include <string>

#include "base/result.h"
#include "io/fd.h"

namespace millrace::archive {

enum class PackFormat { kTarGz, kZip };

class Packer {
 public:
  static Result<std::unique_ptr<Packer>> open(const std::string& folder, PackFormat format);
  static Result<std::unique_ptr<Packer>> open(io::Fd folder, PackFormat format);
  ~Packer();
  // The next piece, up to about 256 KiB; empty: the archive is complete. A file that shrinks
  // meanwhile is filled with zeros, one that grows is cut: the archive stays whole.
  Result<std::string> next();

 private:
  struct State;
  explicit Packer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace millrace::archive
