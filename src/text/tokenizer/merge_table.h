// Which two neighbours become one, and how soon: a flat hash of pairs of ids. Constant after it was
// built, then shared by threads.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "text/tokenizer/vocabulary.h"

namespace millrace::text {

struct Merge {
  static constexpr std::uint32_t kNever = 0xFFFFFFFF;
  std::uint32_t rank = kNever;  // lower goes first
  TokenId id = 0;               // what the pair becomes
};

class MergeTable {
 public:
  explicit MergeTable(std::size_t merges = 0) {
    unsigned bits = 4;
    while ((std::size_t{1} << bits) < merges * 2) ++bits;
    shift_ = 64 - bits;
    slots_.resize(std::size_t{1} << bits);
    const unsigned filter_bits = std::min(bits + 2, kMostFilterBits);
    filter_shift_ = 64 - filter_bits;
    filter_.resize(std::max<std::size_t>((std::size_t{1} << filter_bits) / 64, 1));
  }

  // A pair that comes again takes the later rank, as Hugging Face reads the files.
  void add(TokenId left, TokenId right, Merge merge) {
    const std::uint64_t key = pair_of(left, right);
    std::size_t at = first(key);
    while (slots_[at].key != kEmpty && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = {key, merge};
    const std::uint64_t bit = mix(key) >> filter_shift_;
    filter_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }

  Merge find(TokenId left, TokenId right) const {
    const std::uint64_t key = pair_of(left, right);
    // Most pairs never merge: this small table, which stays in the cache, knows nearly all of them.
    const std::uint64_t bit = mix(key) >> filter_shift_;
    if ((filter_[bit / 64] >> (bit % 64) & 1) == 0) return {};
    for (std::size_t at = first(key);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.key == key) return slot.merge;
      if (slot.key == kEmpty) return {};
    }
  }

 private:
  static constexpr std::uint64_t kEmpty = ~std::uint64_t{0};
  struct Slot {
    std::uint64_t key = kEmpty;
    Merge merge;
  };
  static std::uint64_t pair_of(TokenId left, TokenId right) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 |
           static_cast<std::uint32_t>(right);
  }
  static std::uint64_t mix(std::uint64_t key) {
    const std::uint64_t product = key * 0x9E3779B97F4A7C15U;
    return (product ^ (product >> 32)) * 0xD6E8FEB86659FD93U;
  }
  std::size_t first(std::uint64_t key) const {
    return static_cast<std::size_t>(mix(key) >> shift_);
  }

  static constexpr unsigned kMostFilterBits = 21;  // 256 KiB
  std::vector<Slot> slots_;
  std::vector<std::uint64_t> filter_;  // one bit for each hash that is in use
  unsigned shift_ = 60;
  unsigned filter_shift_ = 58;
};

}  // namespace millrace::text
