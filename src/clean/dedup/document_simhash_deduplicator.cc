// Rows that are nearly the same, by SimHash (Charikar 2002): Data-Juicer's options. Its quirk:
// texts of fewer phrases than a window are all the same to it (tokenization "punctuation").
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "clean/dedup/deduplicator.h"
#include "clean/dedup/mix.h"
#include "clean/dedup/shingles.h"
#include "crypto/hash.h"

namespace millrace::clean::ops {
namespace {

struct Options {
  Tokenization tokenization = Tokenization::kSpace;
  std::int64_t window_size = 6;
  bool lowercase = true;
  std::optional<std::string> ignore_pattern;
  std::int64_t num_blocks = 6;
  std::int64_t hamming_distance = 4;
};

constexpr std::array kFields{
    describe::field<&Options::tokenization>(
        "tokenization", Access::kMutable,
        "What a window slides over: words between spaces, phrases between punctuation, or "
        "characters (Chinese). A text with fewer of them than a window is cut into characters."),
    describe::field<&Options::window_size>("window_size", Access::kMutable,
                                           "How many of them a piece has.",
                                           {.limits = {.min = 1, .max = 64}}),
    describe::field<&Options::lowercase>("lowercase", Access::kMutable,
                                         "Whether upper and lower case are the same."),
    describe::field<&Options::ignore_pattern>("ignore_pattern", Access::kMutable,
                                              "A regular expression: what it matches is left out "
                                              "before texts are compared."),
    describe::field<&Options::num_blocks>("num_blocks", Access::kMutable,
                                          "Blocks of a fingerprint that make candidates; more than "
                                          "hamming_distance.",
                                          {.limits = {.min = 2, .max = 16}}),
    describe::field<&Options::hamming_distance>(
        "hamming_distance", Access::kMutable,
        "Fingerprints of 64 bits that differ in at most so many are of the same text.",
        {.limits = {.min = 1, .max = 15}})};

constexpr int kBits = 64;
constexpr std::size_t kMaxKeys = 256;

// 64 counters at once: level k holds bit k of each.
class BitCounters {
 public:
  void add(std::uint64_t bits) {
    ++total_;
    for (std::size_t k = 0; bits != 0; ++k) {
      const std::uint64_t carry = levels_[k] & bits;
      levels_[k] ^= bits;
      bits = carry;
    }
  }
  // The bits that more than half of what was added have.
  std::uint64_t majority() const {
    std::uint64_t out = 0;
    for (unsigned bit = 0; bit < kBits; ++bit) {
      std::uint64_t count = 0;
      for (std::size_t k = 0; k < levels_.size(); ++k) count |= (levels_[k] >> bit & 1) << k;
      if (2 * count > total_) out |= std::uint64_t{1} << bit;
    }
    return out;
  }

 private:
  std::array<std::uint64_t, 48> levels_{};
  std::uint64_t total_ = 0;
};

// Fingerprints that differ in at most d bits agree in some `blocks - d` whole blocks: one mask for
// every such choice.
std::vector<std::uint64_t> masks_of(int blocks, int distance) {
  std::vector<std::uint64_t> block_masks;
  for (int b = 0; b < blocks; ++b) {
    std::uint64_t mask = 0;
    for (int bit = b * kBits / blocks; bit < (b + 1) * kBits / blocks; ++bit)
      mask |= std::uint64_t{1} << bit;
    block_masks.push_back(mask);
  }
  std::vector<std::uint64_t> masks;
  for (unsigned choice = 0; choice < 1U << blocks; ++choice) {
    if (std::popcount(choice) != blocks - distance) continue;
    std::uint64_t mask = 0;
    for (int b = 0; b < blocks; ++b)
      if ((choice >> b & 1) != 0) mask |= block_masks[static_cast<std::size_t>(b)];
    masks.push_back(mask);
  }
  return masks;
}

class SimHashSketcher final : public Sketcher {
 public:
  SimHashSketcher(ShingleOptions shingles, const std::vector<std::uint64_t>& masks)
      : shingler_(std::move(shingles)), masks_(masks) {}

  void sketch(std::string_view text, std::span<std::uint8_t> signature,
              std::span<std::uint64_t> keys) override {
    BitCounters counters;
    shingler_.each_piece(text, [&](std::string_view piece) { counters.add(hasher_.head(piece)); });
    const std::uint64_t fingerprint = counters.majority();
    std::memcpy(signature.data(), &fingerprint, sizeof fingerprint);
    for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = mix(fingerprint & masks_[i]) + i;
  }

 private:
  Shingler shingler_;
  crypto::Md5 hasher_;  // what Data-Juicer's fingerprints are made of
  const std::vector<std::uint64_t>& masks_;
};

class SimHash final : public Deduplicator {
 public:
  SimHash(ShingleOptions shingles, int distance, std::vector<std::uint64_t> masks)
      : shingles_(std::move(shingles)), distance_(distance), masks_(std::move(masks)) {}

  std::size_t signature_bytes() const override { return sizeof(std::uint64_t); }
  std::size_t key_count() const override { return masks_.size(); }
  std::unique_ptr<Sketcher> sketcher() const override {
    return std::make_unique<SimHashSketcher>(shingles_, masks_);
  }
  Likeness compare(std::span<const std::uint8_t> a,
                   std::span<const std::uint8_t> b) const override {
    std::uint64_t first = 0, second = 0;
    std::memcpy(&first, a.data(), sizeof first);
    std::memcpy(&second, b.data(), sizeof second);
    const int differ = std::popcount(first ^ second);
    return {differ <= distance_ ? Likeness::Kind::kSame : Likeness::Kind::kOther,
            1 - static_cast<double>(differ) / kBits};
  }

 private:
  ShingleOptions shingles_;
  int distance_;
  std::vector<std::uint64_t> masks_;
};

struct DocumentSimhash {
  static Result<std::unique_ptr<SimHash>> make(Options o, const Context& context) {
    TRY_ASSIGN(auto ignore, ignored_pattern(o.ignore_pattern));
    if (o.num_blocks <= o.hamming_distance)
      return base::invalid_field("num_blocks", "is more than hamming_distance");
    const auto distance = static_cast<int>(o.hamming_distance);
    auto masks = masks_of(static_cast<int>(o.num_blocks), distance);
    if (masks.size() > kMaxKeys)
      return base::invalid_field("num_blocks", "makes too many choices of blocks; take fewer");
    const bool quirk =
        context.compat == Compat::kStrict && o.tokenization == Tokenization::kPunctuation;
    ShingleOptions shingles{
        .tokenization = o.tokenization,
        .window = static_cast<std::size_t>(o.window_size),
        .letters = o.lowercase ? ShingleOptions::Case::kLower : ShingleOptions::Case::kAsIs,
        .ignored = std::move(ignore),
        .few_words = quirk ? ShingleOptions::Short::kNothing : ShingleOptions::Short::kCharacters};
    return std::make_unique<SimHash>(std::move(shingles), distance, std::move(masks));
  }
};

}  // namespace

OperatorType document_simhash_deduplicator() {
  return operator_type<DocumentSimhash, Options, kFields>(
      "document_simhash_deduplicator", Kind::kDeduplicator, Group::kExpert,
      "Drops rows that are nearly the same as one before, by fingerprints of 64 bits (SimHash).");
}

}  // namespace millrace::clean::ops
