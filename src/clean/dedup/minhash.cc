#include "clean/dedup/minhash.h"

#include <algorithm>
#include <cmath>

#include "clean/dedup/mix.h"
#include "kernels/minhash/op.h"

namespace millrace::clean {
namespace {

constexpr std::size_t kLanesOfARegister = 16;
// Pairs this much above the threshold are found but for once in a million.
constexpr double kMargin = 0.15;
constexpr double kMayMiss = 1e-6;
// Two bytes of different minima are equal by chance.
constexpr double kByChance = 1.0 / 256;
// Standard deviations between the threshold and an estimate that decides alone.
constexpr double kSurelySame = 4, kSurelyOther = 3;

class MinHashSketcher final : public Sketcher {
 public:
  MinHashSketcher(const MinHashOptions& options, const Permutations& permutations)
      : options_(options), permutations_(permutations), shingler_(options.shingles) {}

  void sketch(std::string_view text, std::span<std::uint8_t> signature,
              std::span<std::uint64_t> keys) override {
    const auto& shingles = shingler_.shingles(text);
    items_.resize(shingles.size());
    for (std::size_t i = 0; i < shingles.size(); ++i)
      items_[i] = static_cast<std::uint32_t>(shingles[i] >> 32);
    minima_.assign(permutations_.lanes(), UINT32_MAX);
    kernels::minhash().fold({.items = items_.data(),
                             .multiply = permutations_.multiply.data(),
                             .add = permutations_.add.data(),
                             .lanes = permutations_.lanes(),
                             .minima = minima_.data()},
                            {0, items_.size()});
    for (std::size_t i = 0; i < signature.size(); ++i)
      signature[i] = static_cast<std::uint8_t>(mix(minima_[i]));
    for (std::size_t band = 0; band < keys.size(); ++band) {
      std::uint64_t key = band;
      for (std::size_t row = 0; row < options_.rows_per_band; ++row)
        key = mix(key ^ minima_[band * options_.rows_per_band + row]) + band;
      keys[band] = key;
    }
  }

 private:
  const MinHashOptions& options_;
  const Permutations& permutations_;
  Shingler shingler_;
  std::vector<std::uint32_t> items_, minima_;
};

// A set of hashes with open addressing; each has the number of the last text that it was seen in.
class ShingleSet {
 public:
  void clear(std::size_t expected) {
    std::size_t size = 64;
    while (size < 2 * expected) size *= 2;
    slots_.assign(size, {});
    count_ = 0;
  }
  void insert(std::uint64_t hash) {
    Slot& slot = find(hash);
    if (slot.used) return;
    slot = {.hash = hash, .used = true, .seen = 0};
    ++count_;
  }
  // True once for each member and each number.
  bool take(std::uint64_t hash, std::uint32_t number) {
    Slot& slot = find(hash);
    if (!slot.used || slot.seen == number) return false;
    slot.seen = number;
    return true;
  }
  std::size_t size() const { return count_; }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    bool used = false;
    std::uint32_t seen = 0;
  };
  Slot& find(std::uint64_t hash) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = static_cast<std::size_t>(hash) & mask;
    while (slots_[at].used && slots_[at].hash != hash) at = (at + 1) & mask;
    return slots_[at];
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

// The true Jaccard similarity of the sets of shingles.
class JaccardComparer final : public TextComparer {
 public:
  JaccardComparer(const ShingleOptions& shingles, double threshold)
      : shingler_(shingles), threshold_(threshold) {}

  void begin(std::string_view text) override {
    const auto& shingles = shingler_.shingles(text);
    first_.clear(shingles.size());
    for (const std::uint64_t shingle : shingles) first_.insert(shingle);
    number_ = 0;
  }

  Likeness compare(std::string_view other) override {
    const auto& shingles = shingler_.shingles(other);
    ++number_;
    std::size_t shared = 0;
    others_.clear(shingles.size());
    for (const std::uint64_t shingle : shingles) {
      if (first_.take(shingle, number_)) ++shared;
      others_.insert(shingle);
    }
    const std::size_t together = first_.size() + others_.size() - shared;
    const double similarity =
        together == 0 ? 1 : static_cast<double>(shared) / static_cast<double>(together);
    return {similarity >= threshold_ ? Likeness::Kind::kSame : Likeness::Kind::kOther, similarity};
  }

 private:
  Shingler shingler_;
  double threshold_;
  ShingleSet first_, others_;
  std::uint32_t number_ = 0;
};

double spread(double similarity, std::size_t permutations) {
  return std::sqrt(similarity * (1 - similarity) / static_cast<double>(permutations));
}

}  // namespace

Permutations::Permutations(std::size_t count) {
  const std::size_t lanes = (count + kLanesOfARegister - 1) / kLanesOfARegister * kLanesOfARegister;
  for (std::size_t i = 0; i < lanes; ++i) {
    const std::uint64_t bits = mix(0x6D696C6C72616365 + i);
    multiply.push_back(static_cast<std::uint32_t>(bits) | 1);
    add.push_back(static_cast<std::uint32_t>(bits >> 32));
  }
}

MinHash::MinHash(MinHashOptions options) : options_(options), permutations_(options.permutations) {
  const auto count = static_cast<double>(options_.permutations);
  const double t = options_.threshold;
  const double deviation = spread(t, options_.permutations);
  // Where no estimate is high enough, the texts decide always.
  surely_same_ = static_cast<std::size_t>(std::ceil((t + kSurelySame * deviation) * count)) +
                 (t + kSurelySame * deviation >= 1 ? 1U : 0U);
  surely_other_ =
      static_cast<std::size_t>(std::floor(std::max(0.0, t - kSurelyOther * deviation) * count));
}

std::unique_ptr<Sketcher> MinHash::sketcher() const {
  return std::make_unique<MinHashSketcher>(options_, permutations_);
}

Likeness MinHash::compare(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) const {
  const std::size_t equal = kernels::minhash().equal(a.data(), b.data(), a.size());
  const double share = static_cast<double>(equal) / static_cast<double>(a.size());
  const double similarity = std::max(0.0, (share - kByChance) / (1 - kByChance));
  if (equal < surely_other_) return {Likeness::Kind::kOther, similarity};
  if (equal >= surely_same_) return {Likeness::Kind::kSame, similarity};
  return {Likeness::Kind::kAskTexts, similarity};
}

std::unique_ptr<TextComparer> MinHash::comparer() const {
  return std::make_unique<JaccardComparer>(options_.shingles, options_.threshold);
}

Bands choose_bands(std::size_t permutations, double threshold) {
  const double similarity = std::min(0.99, threshold + kMargin);
  Bands best{permutations, 1};
  for (std::size_t rows = 2; rows <= permutations; ++rows) {
    const std::size_t bands = permutations / rows;
    const double missed =
        std::pow(1 - std::pow(similarity, static_cast<double>(rows)), static_cast<double>(bands));
    if (missed > kMayMiss) break;
    best = {bands, rows};
  }
  return best;
}

}  // namespace millrace::clean
