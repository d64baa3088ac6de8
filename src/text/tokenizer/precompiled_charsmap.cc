#include <cstring>

#include "base/encode.h"
#include "text/tokenizer/normalizer_steps.h"
#include "text/unicode/graphemes.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

constexpr std::size_t kLongestCluster = 6;  // longer clusters are looked up character by character

class PrecompiledStep final : public Normalizer {
 public:
  PrecompiledStep(std::vector<std::uint32_t> units, std::string texts)
      : units_(std::move(units)), texts_(std::move(texts)) {}

  void apply(AlignedText& text, RegexWork&) const override {
    const std::string& from = text.text();
    Rewrite out(text);
    std::size_t begin = 0;
    for (const std::size_t end : grapheme_ends(from)) {
      cluster(out, from, {begin, end});
      begin = end;
    }
    text = std::move(out).finish();
  }

 private:
  void cluster(Rewrite& out, std::string_view from, Span at) const {
    if (at.size() < kLongestCluster) {
      const auto whole = replacement(from.substr(at.begin, at.size()));
      if (whole) return out.put(*whole, at.begin, at.end);
    }
    for (std::size_t i = at.begin; i < at.end;) {
      const std::size_t end = i + decode_valid(from.data() + i).size;
      const auto part = replacement(from.substr(i, end - i));
      if (part) {
        out.put(*part, i, end);
      } else {
        out.keep(i, end);
      }
      i = end;
    }
  }

  // The text of the shortest rule that the key begins with, as Hugging Face takes it.
  std::optional<std::string_view> replacement(std::string_view key) const {
    std::size_t node = offset(units_[0]);
    for (const char c : key) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte == 0) return std::nullopt;
      node ^= byte;
      if (node >= units_.size()) return std::nullopt;
      const std::uint32_t unit = units_[node];
      if ((unit & (0x80000000U | 0xFFU)) != byte) return std::nullopt;
      node ^= offset(unit);
      if (node >= units_.size()) return std::nullopt;
      if (((unit >> 8) & 1U) == 0) continue;
      const std::size_t at = units_[node] & 0x7FFFFFFFU;
      if (at >= texts_.size()) return std::nullopt;
      const std::string_view rest = std::string_view(texts_).substr(at);
      const std::string_view text = rest.substr(0, rest.find('\0'));
      return valid_prefix(text) == text.size() ? std::optional(text) : std::nullopt;
    }
    return std::nullopt;
  }

  static std::size_t offset(std::uint32_t unit) {
    return static_cast<std::size_t>(unit >> 10) << ((unit & (1U << 9)) >> 6);
  }

  std::vector<std::uint32_t> units_;  // a double array in Darts' form
  std::string texts_;                 // what the rules write, each ended by NUL
};

}  // namespace

Result<std::unique_ptr<Normalizer>> precompiled_step(std::string_view base64) {
  const Error broken =
      fail(ErrorCode::kInvalid,
           "tokenizer.json: \"precompiled_charsmap\" is not SentencePiece's table in base64");
  const std::optional<std::string> bytes = base::from_base64(base64);
  std::uint32_t trie_bytes = 0;
  if (!bytes || bytes->size() < sizeof trie_bytes) return broken;
  std::memcpy(&trie_bytes, bytes->data(), sizeof trie_bytes);
  if (trie_bytes < 4 || trie_bytes % 4 != 0 || trie_bytes > bytes->size() - sizeof trie_bytes)
    return broken;
  std::vector<std::uint32_t> units(trie_bytes / 4);
  std::memcpy(units.data(), bytes->data() + sizeof trie_bytes, trie_bytes);
  return std::unique_ptr<Normalizer>(std::make_unique<PrecompiledStep>(
      std::move(units), bytes->substr(sizeof trie_bytes + trie_bytes)));
}

}  // namespace millrace::text
