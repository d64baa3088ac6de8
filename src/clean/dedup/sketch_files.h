// The sketches of a shard's rows as files: slots (where a row is, and its signature), keys (by
// part, so that a search for duplicates reads its own part only), and rows that are the same as an
// earlier one of the shard, which get no slot: so what is repeated a million times costs little.
// One thread's.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "clean/dedup/deduplicator.h"
#include "clean/pipeline/work_folder.h"

namespace millrace::clean {

inline constexpr std::size_t kParts = 16;  // of the keys, by their highest bits
constexpr std::size_t part_of(std::uint64_t key) {
  return static_cast<std::size_t>(key >> 60);
}

// A row among all: shard and slot, in the order of rows.
struct SlotId {
  static constexpr int kSlotBits = 40;
  std::uint64_t value = 0;
  static SlotId of(std::size_t shard, std::uint64_t slot) {
    return {std::uint64_t{shard} << kSlotBits | slot};
  }
  std::size_t shard() const { return static_cast<std::size_t>(value >> kSlotBits); }
  std::uint64_t slot() const { return value & ((std::uint64_t{1} << kSlotBits) - 1); }
  auto operator<=>(const SlotId&) const = default;
};

// Where a row is: its line in the shard, and the bytes of the shard's rows file. The signature
// follows it in the slots file.
struct RowPlace {
  std::uint64_t line = 0, offset = 0, bytes = 0;
};
struct KeyRecord {
  std::uint64_t key = 0;
  SlotId id;
  auto operator<=>(const KeyRecord&) const = default;
};
// Keys are in blocks of one part each.
struct KeyBlock {
  std::uint64_t part = 0, count = 0;
};
struct SameRecord {
  std::uint64_t line = 0, first_line = 0;
};

class SketchWriter {
 public:
  static constexpr std::array kSuffixes{"slots", "keys", "same"};
  struct Files {
    StageFile& slots;
    StageFile& keys;
    StageFile& same;
  };
  SketchWriter(const Deduplicator& deduplicator, std::size_t shard, Files files);
  Result<void> add(const RowPlace& place, std::string_view text);
  Result<void> finish();

 private:
  struct Digest {
    std::uint64_t high = 0, low = 0;
    bool operator==(const Digest&) const = default;
  };
  struct DigestHash {
    std::size_t operator()(const Digest& d) const { return static_cast<std::size_t>(d.low); }
  };
  Digest digest() const;
  Result<void> write_block(std::size_t part);

  const Deduplicator& deduplicator_;
  const std::size_t shard_;
  Files files_;
  std::unique_ptr<Sketcher> sketcher_;
  std::uint64_t slots_ = 0;
  std::vector<std::uint8_t> signature_;
  std::vector<std::uint64_t> keys_;
  std::array<std::vector<KeyRecord>, kParts> blocks_;
  std::unordered_map<Digest, std::uint64_t, DigestHash> first_line_;
};

}  // namespace millrace::clean
