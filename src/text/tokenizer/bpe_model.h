// Byte pair encoding as tokenizer.json describes it: over bytes (GPT-2, Llama 3, Qwen) or
// characters (Llama 2), with byte fallback, unknown tokens, prefixes and suffixes. Constant, shared
// by threads.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "text/tokenizer/model.h"
#include "text/tokenizer/whole_characters.h"

namespace millrace::text {

// Whether a word that is a token is that token, whatever the merges say (Llama 3).
enum class IgnoreMerges : std::uint8_t { kNo, kYes };

struct ByteBpeRules {
  MergeTable merges{0};
  std::array<TokenId, 256> byte_ids{};
  std::vector<TokenId> whole;  // see whole_characters.h
  std::unordered_map<std::string, TokenId>
      tokens;                        // by their bytes; empty unless merges are ignored
  std::vector<std::uint32_t> sizes;  // bytes of each token, by id
};

// Words are bytes; the vocabulary has a token for each.
class ByteBpeModel final : public Model {
 public:
  explicit ByteBpeModel(ByteBpeRules rules) : rules_(std::move(rules)) {}
  void encode(std::string_view text, std::span<const Span> words, Scratch& scratch,
              Tracking tracking, Encoding& out) const override;
  bool takes_bytes() const override { return true; }

 private:
  void encode_word(std::string_view word, Scratch& scratch) const;
  void add_symbols(std::string_view word, std::vector<BpeSymbol>& symbols) const;

  ByteBpeRules rules_;
};

struct CharacterBpeRules {
  MergeTable merges{0};
  IgnoreMerges ignore_merges = IgnoreMerges::kNo;
  std::unordered_map<std::string, TokenId> tokens;
  std::optional<TokenId> unknown;
  bool fuse_unknown = false;
  std::vector<TokenId> bytes;  // of byte fallback; -1 where there is none; empty without it
  std::string prefix;          // before each character but the first of a word
  std::string suffix;          // behind the last character
  // Nothing ever merges across the beginning of a "▁" that follows another character: cutting long
  // words there changes nothing and makes them short.
  bool cuts_at_metaspace = false;
};

class CharacterBpeModel final : public Model {
 public:
  explicit CharacterBpeModel(CharacterBpeRules rules) : rules_(std::move(rules)) {}
  void encode(std::string_view text, std::span<const Span> words, Scratch& scratch,
              Tracking tracking, Encoding& out) const override;

 private:
  void encode_word(std::string_view word, BpeWork& work) const;
  void add_symbols(std::string_view character, std::string_view form, BpeWork& work) const;
  std::size_t piece_end(std::string_view text, Span word) const;

  CharacterBpeRules rules_;
};

}  // namespace millrace::text
