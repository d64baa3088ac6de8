#include "clean/dedup/sketch_files.h"

#include "clean/dedup/mix.h"

namespace millrace::clean {
namespace {

constexpr std::size_t kBlockKeys = 2048;

template <class T>
std::string_view raw_bytes(const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

template <class T>
std::string_view raw_bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

}  // namespace

SketchWriter::SketchWriter(const Deduplicator& deduplicator, std::size_t shard, Files files)
    : deduplicator_(deduplicator),
      shard_(shard),
      files_(files),
      sketcher_(deduplicator.sketcher()),
      signature_(deduplicator.signature_bytes()),
      keys_(deduplicator.key_count()) {}

SketchWriter::Digest SketchWriter::digest() const {
  const std::uint64_t low = hash_bytes(raw_bytes_of(signature_));
  std::uint64_t high = 0;
  for (const std::uint64_t key : keys_) high = mix(high ^ key) + low;
  return {high, low};
}

Result<void> SketchWriter::add(const RowPlace& place, std::string_view text) {
  sketcher_->sketch(text, signature_, keys_);
  // Only where a deduplicator is sure of equal signatures without looking at the texts.
  if (deduplicator_.compare(signature_, signature_).kind == Likeness::Kind::kSame) {
    const auto [at, is_new] = first_line_.try_emplace(digest(), place.line);
    if (!is_new) return files_.same.append(raw_bytes(SameRecord{place.line, at->second}));
  }
  TRY(files_.slots.append(raw_bytes(place)));
  TRY(files_.slots.append(raw_bytes_of(signature_)));
  const SlotId id = SlotId::of(shard_, slots_++);
  for (const std::uint64_t key : keys_) {
    auto& block = blocks_[part_of(key)];
    block.push_back({key, id});
    if (block.size() == kBlockKeys) TRY(write_block(part_of(key)));
  }
  return {};
}

Result<void> SketchWriter::write_block(std::size_t part) {
  auto& block = blocks_[part];
  if (block.empty()) return {};
  TRY(files_.keys.append(raw_bytes(KeyBlock{part, block.size()})));
  TRY(files_.keys.append(raw_bytes_of(block)));
  block.clear();
  return {};
}

Result<void> SketchWriter::finish() {
  for (std::size_t part = 0; part < kParts; ++part) TRY(write_block(part));
  return {};
}

}  // namespace millrace::clean
