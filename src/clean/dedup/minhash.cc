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
// Standard deviations between an estimate and a decision that is taken from it alone.
constexpr double kSure = 6;

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

std::vector<std::uint64_t> set_of(Shingler& shingler, std::string_view text) {
  std::vector<std::uint64_t> set = shingler.shingles(text);
  std::ranges::sort(set);
  set.erase(std::ranges::unique(set).begin(), set.end());
  return set;
}

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
  const double high = std::min(1.0, t + kSure * spread(t, options_.permutations));
  const double low = std::max(0.0, t - kSure / 2 * spread(t, options_.permutations));
  surely_same_ = static_cast<std::size_t>(std::ceil(high * count));
  surely_other_ = static_cast<std::size_t>(std::floor(low * count));
}

std::unique_ptr<Sketcher> MinHash::sketcher() const {
  return std::make_unique<MinHashSketcher>(options_, permutations_);
}

Likeness MinHash::compare(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) const {
  std::size_t equal = 0;
  for (std::size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i] ? 1U : 0U;
  const double share = static_cast<double>(equal) / static_cast<double>(a.size());
  const double similarity = std::max(0.0, (share - kByChance) / (1 - kByChance));
  if (equal < surely_other_) return {Likeness::Kind::kOther, similarity};
  if (equal >= surely_same_) return {Likeness::Kind::kSame, similarity};
  return {Likeness::Kind::kAskTexts, similarity};
}

Likeness MinHash::compare_texts(std::string_view a, std::string_view b) const {
  Shingler shingler(options_.shingles);
  const auto first = set_of(shingler, a);
  const auto second = set_of(shingler, b);
  std::size_t shared = 0;
  for (std::size_t i = 0, j = 0; i < first.size() && j < second.size();) {
    if (first[i] == second[j]) ++shared;
    const bool step_first = first[i] <= second[j], step_second = second[j] <= first[i];
    i += step_first ? 1U : 0U;
    j += step_second ? 1U : 0U;
  }
  const std::size_t together = first.size() + second.size() - shared;
  const double similarity =
      together == 0 ? 1 : static_cast<double>(shared) / static_cast<double>(together);
  return {similarity >= options_.threshold ? Likeness::Kind::kSame : Likeness::Kind::kOther,
          similarity};
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
