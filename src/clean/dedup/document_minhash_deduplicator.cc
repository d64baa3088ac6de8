// Rows that are nearly the same, by MinHash: Data-Juicer's options.
#include <fmt/core.h>

#include <array>

#include "clean/dedup/minhash.h"

namespace millrace::clean::ops {
namespace {

struct Options {
  Tokenization tokenization = Tokenization::kSpace;
  std::int64_t window_size = 5;
  bool lowercase = true;
  std::optional<std::string> ignore_pattern;
  std::int64_t num_permutations = 128;
  double jaccard_threshold = 0.7;
  std::optional<std::int64_t> num_bands;
  std::optional<std::int64_t> num_rows_per_band;
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
    describe::field<&Options::num_permutations>("num_permutations", Access::kMutable,
                                                "Hash functions: more estimate better.",
                                                {.limits = {.min = 16, .max = 1024}}),
    describe::field<&Options::jaccard_threshold>(
        "jaccard_threshold", Access::kMutable,
        "Rows whose pieces overlap so much (Jaccard similarity) are the same.",
        {.limits = {.min = 0.1, .max = 1}}),
    describe::field<&Options::num_bands>("num_bands", Access::kMutable,
                                         "Bands of hashes that make candidates; null: as many as "
                                         "the threshold asks for.",
                                         {.limits = {.min = 1, .max = 1024}}),
    describe::field<&Options::num_rows_per_band>("num_rows_per_band", Access::kMutable,
                                                 "Hashes in a band; null: as the threshold asks.",
                                                 {.limits = {.min = 1, .max = 1024}})};

struct DocumentMinhash {
  static Result<std::unique_ptr<MinHash>> make(Options o, const Context&) {
    TRY_ASSIGN(auto ignore, ignored_pattern(o.ignore_pattern));
    MinHashOptions made{.shingles = {.tokenization = o.tokenization,
                                     .window = static_cast<std::size_t>(o.window_size),
                                     .letters = o.lowercase ? ShingleOptions::Case::kLower
                                                            : ShingleOptions::Case::kAsIs,
                                     .ignored = std::move(ignore)},
                        .permutations = static_cast<std::size_t>(o.num_permutations),
                        .threshold = o.jaccard_threshold};
    if (o.num_bands.has_value() != o.num_rows_per_band.has_value())
      return base::invalid_field("num_bands",
                                 "is given together with num_rows_per_band or not at all");
    const Bands bands = o.num_bands ? Bands{static_cast<std::size_t>(*o.num_bands),
                                            static_cast<std::size_t>(*o.num_rows_per_band)}
                                    : choose_bands(made.permutations, made.threshold);
    if (bands.bands * bands.rows > made.permutations)
      return base::invalid_field(
          "num_bands",
          fmt::format("{} bands of {} rows need {} permutations, num_permutations is {}",
                      bands.bands, bands.rows, bands.bands * bands.rows, made.permutations));
    made.bands = bands.bands;
    made.rows_per_band = bands.rows;
    return std::make_unique<MinHash>(std::move(made));
  }
};

}  // namespace

OperatorType document_minhash_deduplicator() {
  return operator_type<DocumentMinhash, Options, kFields>(
      "document_minhash_deduplicator", Kind::kDeduplicator, Group::kExpert,
      "Drops rows that are nearly the same as one before, by the overlap of their pieces "
      "(MinHash).");
}

// What recipes for Ray call it.
OperatorType ray_bts_minhash_deduplicator() {
  OperatorType type = document_minhash_deduplicator();
  type.name = "ray_bts_minhash_deduplicator";
  return type;
}

}  // namespace millrace::clean::ops
