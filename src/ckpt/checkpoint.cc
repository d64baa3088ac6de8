#include "ckpt/checkpoint.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "base/strings.h"
#include "crypto/file_hash.h"

namespace millrace::ckpt {
namespace {

constexpr std::size_t kReadBytes = std::size_t{4} << 20;

Result<void> check_shard(io::FileSystem& fs, const std::string& path, const Shard& shard) {
  TRY_ASSIGN(const crypto::FileHash found, crypto::hash_file(fs, path));
  if (found.bytes != shard.bytes)
    return fail(ErrorCode::kCorrupt,
                fmt::format("{} has {} bytes of {}", shard.file, found.bytes, shard.bytes));
  if (found.sha256 != shard.sha256)
    return fail(ErrorCode::kCorrupt, shard.file + " does not have the hash of its manifest");
  return {};
}

}  // namespace

Result<Checkpoint> Checkpoint::open(io::FileSystem& fs, std::string path) {
  if (!io::exists(fs, path + "/" + std::string(kMarkerFile)))
    return fail(ErrorCode::kCorrupt,
                "it was not finished: there is no " + std::string(kMarkerFile));
  TRY_ASSIGN(const std::string text, io::read_file(fs, path + "/" + std::string(kManifestFile)));
  TRY_ASSIGN(Manifest manifest, decode_manifest(text));
  for (const Shard& shard : manifest.shards) TRY(check_shard(fs, path + "/" + shard.file, shard));
  return Checkpoint(fs, std::move(path), std::move(manifest));
}

const Range* Checkpoint::find(std::string_view name) const {
  const auto found = std::find_if(manifest_.ranges.begin(), manifest_.ranges.end(),
                                  [&](const Range& r) { return r.name == name; });
  return found == manifest_.ranges.end() ? nullptr : &*found;
}

Result<void> Checkpoint::read(std::string_view name, std::span<std::byte> out) const {
  const Range* const range = find(name);
  if (range == nullptr) return fail(ErrorCode::kNotFound, fmt::format("{} has no {}", path_, name));
  if (range->bytes != out.size())
    return fail(ErrorCode::kCorrupt, fmt::format("{} has {} bytes of {}, not {}", path_,
                                                 range->bytes, name, out.size()));
  std::uint64_t begin = 0;  // of the shard, in the stream
  std::size_t done = 0;
  for (const Shard& shard : manifest_.shards) {
    const std::uint64_t at = range->offset + done;
    if (done < out.size() && at < begin + shard.bytes) {
      const auto wanted = std::min<std::uint64_t>(out.size() - done, begin + shard.bytes - at);
      TRY_ASSIGN(const auto file, fs_->open(path_ + "/" + shard.file, io::FileSystem::Open::kRead));
      for (std::uint64_t got = 0; got < wanted;) {
        TRY_ASSIGN(
            const std::string bytes,
            file->read_at(at - begin + got, std::min<std::uint64_t>(kReadBytes, wanted - got)));
        if (bytes.empty()) return fail(ErrorCode::kCorrupt, shard.file + " has become shorter");
        std::memcpy(out.data() + done + got, bytes.data(), bytes.size());
        got += bytes.size();
      }
      done += wanted;
    }
    begin += shard.bytes;
  }
  return {};
}

Result<std::vector<std::int64_t>> list_steps(io::FileSystem& fs, const std::string& folder) {
  std::vector<std::int64_t> steps;
  auto names = fs.list(folder);
  if (!names && names.error().code == ErrorCode::kNotFound) return steps;
  if (!names) return std::move(names).error();
  constexpr std::string_view kPrefix = "step-";
  for (const std::string& name : *names) {
    if (!name.starts_with(kPrefix)) continue;
    const auto step = base::parse_int(std::string_view(name).substr(kPrefix.size()));
    if (step && *step >= 0 && folder_of_step(*step) == name) steps.push_back(*step);
  }
  std::sort(steps.rbegin(), steps.rend());
  return steps;
}

Result<Newest> open_newest(io::FileSystem& fs, const std::string& folder) {
  Newest out;
  TRY_ASSIGN(const auto steps, list_steps(fs, folder));
  for (const std::int64_t step : steps) {
    auto checkpoint = Checkpoint::open(fs, folder + "/" + folder_of_step(step));
    if (checkpoint) {
      out.checkpoint = std::move(checkpoint).value();
      break;
    }
    out.passed_over.push_back(folder_of_step(step) + ": " + checkpoint.error().message);
  }
  return out;
}

}  // namespace millrace::ckpt
