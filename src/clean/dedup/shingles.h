// A text as the set of its pieces, each a hash: windows of characters, words or phrases. What near
// duplicates share. Words end at blanks, and only there, as Data-Juicer's do; phrases at every
// character of punctuation. One thread's; keeps its buffers.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clean/edits.h"
#include "clean/ops/pattern.h"
#include "describe/describe.h"

namespace millrace::clean {

enum class Tokenization : std::uint8_t { kSpace, kPunctuation, kCharacter };

struct ShingleOptions {
  Tokenization tokenization = Tokenization::kSpace;
  std::size_t window = 5;
  enum class Case : std::uint8_t { kAsIs, kLower } letters = Case::kLower;
  std::optional<Pattern> ignored{};  // what it matches is not compared
  // What becomes of a text of fewer words than a window.
  enum class Short : std::uint8_t { kCharacters, kNothing } few_words = Short::kCharacters;
};

// The pattern of an option `ignore_pattern`; nullopt for none.
Result<std::optional<Pattern>> ignored_pattern(const std::optional<std::string>& option);

class Shingler {
 public:
  explicit Shingler(ShingleOptions options) : options_(std::move(options)) {}
  // A hash for each window, in order, repeated where windows are. A text of fewer words than a
  // window is cut into characters (kCharacters); one of fewer characters than that is one piece.
  // Empty: none.
  // The text is valid UTF-8.
  const std::vector<std::uint64_t>& shingles(std::string_view text);
  // The same windows as texts, words with one blank between them.
  void each_piece(std::string_view text, const std::function<void(std::string_view)>& take);

 private:
  std::string_view prepare(std::string_view text);
  bool drops_short() const {
    return options_.few_words == ShingleOptions::Short::kNothing &&
           options_.tokenization != Tokenization::kCharacter;
  }
  void find_words(std::string_view text);
  void take_characters(std::string_view text);
  void windows(const std::vector<std::uint64_t>& tokens);

  ShingleOptions options_;
  std::string lowered_, left_, joined_;
  std::vector<std::string_view> words_;
  Edits ignored_;
  std::vector<std::uint64_t> tokens_;
  std::vector<std::uint64_t> shingles_;
};

}  // namespace millrace::clean

namespace millrace::describe {
template <>
struct EnumWords<clean::Tokenization> {
  static constexpr std::string_view kWords[] = {"space", "punctuation", "character"};
};
}  // namespace millrace::describe
