// Reading checkpoints: the newest whole one below a folder. Values over an io::FileSystem; a
// Checkpoint is used by one thread.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "ckpt/manifest.h"
#include "io/file_system.h"

namespace millrace::ckpt {

class Checkpoint {
 public:
  // Reads everything once and compares sizes and hashes; kCorrupt says what is wrong with it.
  static Result<Checkpoint> open(io::FileSystem& fs, std::string path);

  std::int64_t step() const { return manifest_.step; }
  const json::Object& meta() const { return manifest_.meta; }
  const std::vector<Range>& ranges() const { return manifest_.ranges; }
  const Range* find(std::string_view name) const;
  const std::string& path() const { return path_; }
  // Fills `out`, whose size must be the range's: kCorrupt otherwise, kNotFound without the name.
  Result<void> read(std::string_view name, std::span<std::byte> out) const;

 private:
  Checkpoint(io::FileSystem& fs, std::string path, Manifest manifest)
      : fs_(&fs), path_(std::move(path)), manifest_(std::move(manifest)) {}
  io::FileSystem* fs_;
  std::string path_;
  Manifest manifest_;
};

// Steps of the finished folders below `folder`, newest first; whether they are whole is not looked
// at. A folder that is not there has none.
Result<std::vector<std::int64_t>> list_steps(io::FileSystem& fs, const std::string& folder);

struct Newest {
  std::optional<Checkpoint> checkpoint{};
  std::vector<std::string> passed_over{};  // what was newer and torn, in words
};
Result<Newest> open_newest(io::FileSystem& fs, const std::string& folder);

}  // namespace millrace::ckpt
