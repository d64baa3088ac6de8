// Rows whose texts are the same, after what the options say is left out: the first stays.
#include <algorithm>
#include <array>
#include <cstring>

#include "base/encode.h"
#include "clean/dedup/deduplicator.h"
#include "crypto/hash.h"
#include "text/unicode/char_classes.h"
#include "text/unicode/normal_forms.h"
#include "text/unicode/utf8.h"

namespace millrace::clean::ops {
namespace {

struct Options {
  bool lowercase = false;
  bool ignore_non_character = false;
};

constexpr std::array kFields{
    describe::field<&Options::lowercase>("lowercase", Access::kMutable,
                                         "Whether upper and lower case are the same."),
    describe::field<&Options::ignore_non_character>(
        "ignore_non_character", Access::kMutable,
        "Whether white space, digits and ASCII punctuation are passed over.")};

constexpr std::size_t kSignatureBytes = 16;  // the first half of SHA-256

bool is_ascii_punctuation(char32_t code) {
  return (code >= '!' && code <= '/') || (code >= ':' && code <= '@') ||
         (code >= '[' && code <= '`') || (code >= '{' && code <= '~');
}

class ExactSketcher final : public Sketcher {
 public:
  explicit ExactSketcher(Options options) : options_(options) {}

  void sketch(std::string_view text, std::span<std::uint8_t> signature,
              std::span<std::uint64_t> keys) override {
    const std::string digest = *base::from_hex(crypto::sha256_hex(normal(text)));
    std::copy_n(digest.begin(), signature.size(), signature.begin());
    std::memcpy(keys.data(), digest.data(), sizeof keys[0]);
  }

 private:
  // Ends are always stripped, as Data-Juicer does.
  std::string_view normal(std::string_view text) {
    if (options_.lowercase || options_.ignore_non_character) {
      const auto& classes = text::CharClasses::table();
      kept_.clear();
      for (std::size_t at = 0; at < text.size();) {
        const auto [code, size] = text::decode_valid(text.data() + at);
        at += size;
        if (options_.ignore_non_character &&
            (is_ascii_punctuation(code) || text::is_decimal_digit(code) ||
             classes.is(code, text::CharClass::kSpace)))
          continue;
        if (options_.lowercase)
          text::append_lower(kept_, code);
        else
          text::append_utf8(kept_, code);
      }
      text = kept_;
    }
    return strip(text);
  }

  static std::string_view strip(std::string_view text) {
    const auto& classes = text::CharClasses::table();
    const auto is_space = [&](std::size_t at) {
      const char32_t code = text::decode_valid(text.data() + at).code;
      // Python's white space holds four separators more than Unicode's.
      return classes.is(code, text::CharClass::kSpace) || (code >= 0x1C && code <= 0x1F);
    };
    while (!text.empty() && is_space(0)) text.remove_prefix(text::decode_valid(text.data()).size);
    while (!text.empty()) {
      std::size_t last = text.size() - 1;
      while (last > 0 && text::is_continuation(text[last])) --last;
      if (!is_space(last)) break;
      text = text.substr(0, last);
    }
    return text;
  }

  Options options_;
  std::string kept_;
};

class DocumentDeduplicator final : public Deduplicator {
 public:
  explicit DocumentDeduplicator(Options options) : options_(options) {}

  std::size_t signature_bytes() const override { return kSignatureBytes; }
  std::size_t key_count() const override { return 1; }
  std::unique_ptr<Sketcher> sketcher() const override {
    return std::make_unique<ExactSketcher>(options_);
  }
  Likeness compare(std::span<const std::uint8_t> a,
                   std::span<const std::uint8_t> b) const override {
    return std::ranges::equal(a, b) ? Likeness{Likeness::Kind::kSame, 1} : Likeness{};
  }

 private:
  Options options_;
};

}  // namespace

OperatorType document_deduplicator() {
  return operator_type<DocumentDeduplicator, Options, kFields>(
      "document_deduplicator", Kind::kDeduplicator, Group::kExpert,
      "Drops rows whose text was there before, exactly or but for what the options say.");
}

// What recipes for Ray call it.
OperatorType ray_document_deduplicator() {
  OperatorType type = document_deduplicator();
  type.name = "ray_document_deduplicator";
  return type;
}

}  // namespace millrace::clean::ops
