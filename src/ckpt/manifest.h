// What a checkpoint's folder holds: manifest.json as a value. Pure functions; thread-safe.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"

namespace millrace::ckpt {

inline constexpr std::string_view kManifestFile = "manifest.json";
inline constexpr std::string_view kMarkerFile = ".complete";
inline constexpr std::string_view kUnfinished = ".tmp";

// A named range of the checkpoint's stream of bytes.
struct Range {
  std::string name{};
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

// A file with the next part of the stream.
struct Shard {
  std::string file{};
  std::uint64_t bytes = 0;
  std::string sha256{};
};

struct Manifest {
  std::int64_t step = 0;
  std::vector<Range> ranges{};
  std::vector<Shard> shards{};
  json::Object meta{};
};

std::string encode_manifest(const Manifest& manifest);
// kCorrupt when the ranges do not fit the shards, a name is a path, or something is missing.
Result<Manifest> decode_manifest(std::string_view text);

std::string folder_of_step(std::int64_t step);  // "step-00000100"
std::string shard_file(std::size_t index);

}  // namespace millrace::ckpt
