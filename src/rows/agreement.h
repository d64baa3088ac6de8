// How far two annotators agree, beyond what chance would give. Pure functions.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rows/row_set.h"
#include "rows/templates/template.h"

namespace millrace::rows {

// Cohen's kappa over pairs of labels; nothing for no pairs, 1 where both only ever give one label.
std::optional<double> cohens_kappa(const std::vector<std::pair<std::string, std::string>>& pairs);
// Kendall's tau (a) between two orders of the same numbers; nothing for fewer than two.
std::optional<double> kendalls_tau(const std::vector<std::int64_t>& a,
                                   const std::vector<std::int64_t>& b);

struct Agreement {
  std::int64_t rows = 0;           // that both have labelled or ordered
  std::optional<double> labels{};  // kappa; of several labels a row the mean over the labels
  std::optional<double> relevance{}, safety{};  // mean tau over the rows
};
// Between the rows themselves and what the second annotator (`track`) made of them.
Result<Agreement> agreement(const Template& of, const RowSet& rows, const std::string& track);

}  // namespace millrace::rows
