// What kind of character a code point is: one byte of flags for each, looked up in two steps. The
// table is made once, from ICU's; after that everything here is constant and thread-safe.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace millrace::text {

struct CharClass {
  static constexpr std::uint8_t kLetter = 1;        // \p{L}
  static constexpr std::uint8_t kNumber = 2;        // \p{N}
  static constexpr std::uint8_t kSpace = 4;         // White_Space, what \s means to Hugging Face
  static constexpr std::uint8_t kMark = 8;          // \p{M}
  static constexpr std::uint8_t kPunctuation = 16;  // \p{P} and ASCII punctuation
  static constexpr std::uint8_t kWord = 32;  // \w: alphabetic, marks, decimal digits, connectors
  static constexpr std::uint8_t kUnstable = 64;  // NFC may change it or what stands beside it
  static constexpr std::uint8_t kEmoji = 128;    // Emoji, digits and the like among them
};

class CharClasses {
 public:
  static const CharClasses& table();

  std::uint8_t of(char32_t code) const {
    return blocks_[static_cast<std::size_t>(index_[code >> kBlockBits]) << kBlockBits |
                   (code & (kBlockSize - 1))];
  }
  bool is(char32_t code, std::uint8_t any_of) const { return (of(code) & any_of) != 0; }

 private:
  CharClasses();
  static constexpr unsigned kBlockBits = 8;
  static constexpr char32_t kBlockSize = 1U << kBlockBits;
  std::array<std::uint16_t, (0x110000 >> kBlockBits)> index_{};
  std::vector<std::uint8_t> blocks_;
};

}  // namespace millrace::text
