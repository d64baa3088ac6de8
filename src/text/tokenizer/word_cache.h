// Words that were encoded before, each in one cache line; a newer word takes the place of an older
// one. One thread's.
#pragma once
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "text/tokenizer/vocabulary.h"

namespace millrace::text {

class WordCache {
 public:
  static constexpr std::size_t kLongestWord = 32;
  static constexpr std::size_t kMostIds = 7;

  struct Key {
    std::array<std::uint64_t, 4> words{};
    std::uint8_t size = 0;
    bool operator==(const Key&) const = default;
  };
  // `readable` bytes from data on may be read; the word is the first `size`, at most kLongestWord.
  static Key key(const char* data, std::size_t size, std::size_t readable) {
    Key key;
    key.size = static_cast<std::uint8_t>(size);
    if (readable < kLongestWord) {
      std::memcpy(key.words.data(), data, size);
      return key;
    }
    std::memcpy(key.words.data(), data, kLongestWord);
    for (std::size_t i = 0; i < 4; ++i) key.words[i] &= kMasks[size][i];
    return key;
  }

  struct alignas(64) Entry {
    std::array<std::uint64_t, 4> words;
    std::array<TokenId, kMostIds> ids;
    std::uint8_t size;
    std::uint8_t count;  // of ids; 0 is an empty entry
    std::uint8_t unused[2];
  };
  static_assert(sizeof(Entry) == 64);

  // The place of a word, which may hold it or another.
  Entry& place(const Key& key) {
    if (entries_.empty()) entries_.resize(kEntries);
    return entries_[hash(key) >> (64 - kBits)];
  }
  static bool holds(const Entry& entry, const Key& key) {
    return entry.count != 0 && entry.size == key.size && entry.words == key.words;
  }
  static void fill(Entry& entry, const Key& key, std::span<const TokenId> ids) {
    entry.words = key.words;
    entry.size = key.size;
    entry.count = static_cast<std::uint8_t>(ids.size());
    std::memcpy(entry.ids.data(), ids.data(), ids.size() * sizeof(TokenId));
  }

 private:
  static constexpr unsigned kBits = 15;
  static constexpr std::size_t kEntries = std::size_t{1} << kBits;

  static constexpr std::array<std::array<std::uint64_t, 4>, kLongestWord + 1> make_masks() {
    std::array<std::array<std::uint64_t, 4>, kLongestWord + 1> masks{};
    for (std::size_t size = 0; size <= kLongestWord; ++size)
      for (std::size_t byte = 0; byte < size; ++byte)
        masks[size][byte / 8] |= std::uint64_t{0xFF} << (byte % 8 * 8);
    return masks;
  }
  static const std::array<std::array<std::uint64_t, 4>, kLongestWord + 1> kMasks;

  static std::uint64_t hash(const Key& key) {
    const std::uint64_t a = (key.words[0] ^ 0x9E3779B97F4A7C15U) * 0xD6E8FEB86659FD93U;
    const std::uint64_t b = (key.words[1] + key.size) * 0xA0761D6478BD642FU;
    const std::uint64_t c = (key.words[2] ^ 0xE7037ED1A0B428DBU) * 0x8EBC6AF09C88C6E3U;
    const std::uint64_t d = key.words[3] * 0x589965CC75374CC3U;
    const std::uint64_t sum = (a ^ (a >> 29)) + (b ^ (b >> 32)) + (c ^ (c >> 31)) + (d ^ (d >> 30));
    return sum * 0x9E3779B97F4A7C15U;
  }

  std::vector<Entry> entries_;
};

inline constexpr std::array<std::array<std::uint64_t, 4>, WordCache::kLongestWord + 1>
    WordCache::kMasks = WordCache::make_masks();

}  // namespace millrace::text
