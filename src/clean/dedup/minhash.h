// MinHash (Broder 1997) with locality-sensitive bands: the share of equal minima of two texts is
// about the Jaccard similarity of their shingles, and texts that are alike share the key of some
// band. Constant; shared by threads.
#pragma once
#include <vector>

#include "clean/dedup/deduplicator.h"
#include "clean/dedup/shingles.h"

namespace millrace::clean {

struct MinHashOptions {
  ShingleOptions shingles{};
  std::size_t permutations = 128;
  std::size_t bands = 25;
  std::size_t rows_per_band = 5;  // bands * rows_per_band ≤ permutations
  double threshold = 0.7;         // rows from this similarity on are the same
};

// The permutations as functions of one number: hash * multiply + add.
struct Permutations {
  explicit Permutations(std::size_t count);
  std::size_t lanes() const { return multiply.size(); }  // the count, filled up to whole registers
  std::vector<std::uint32_t> multiply, add;
};

class MinHash final : public Deduplicator {
 public:
  explicit MinHash(MinHashOptions options);

  // One byte of each minimum is enough to compare.
  std::size_t signature_bytes() const override { return options_.permutations; }
  std::size_t key_count() const override { return options_.bands; }
  std::unique_ptr<Sketcher> sketcher() const override;
  Likeness compare(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) const override;
  // The true Jaccard similarity of the sets of shingles.
  std::unique_ptr<TextComparer> comparer() const override;

 private:
  MinHashOptions options_;
  Permutations permutations_;
  std::size_t surely_same_;   // equal minima from here on need no look at the texts
  std::size_t surely_other_;  // and below this neither
};

// Bands for a threshold: as many rows a band as leave a pair `margin` above it unseen at most once
// in a million.
struct Bands {
  std::size_t bands;
  std::size_t rows;
};
Bands choose_bands(std::size_t permutations, double threshold);

}  // namespace millrace::clean
