#include "clean/ops/all.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

// One line for each operator; the name is also that of its file.
#define MILLRACE_OPERATORS(X)                      \
  X(alphanumeric_filter)                           \
  X(average_line_length_filter)                    \
  X(character_repetition_filter)                   \
  X(chinese_convert_mapper)                        \
  X(clean_bank_card_mapper)                        \
  X(clean_copyright_mapper)                        \
  X(clean_email_mapper)                            \
  X(clean_html_mapper)                             \
  X(clean_id_card_mapper)                          \
  X(clean_ip_mapper)                               \
  X(clean_landline_mapper)                         \
  X(clean_links_mapper)                            \
  X(clean_phone_mapper)                            \
  X(clean_plate_mapper)                            \
  X(clean_uscc_mapper)                             \
  X(document_deduplicator)                         \
  X(document_minhash_deduplicator)                 \
  X(document_simhash_deduplicator)                 \
  X(expand_macro_mapper)                           \
  X(fix_unicode_mapper)                            \
  X(flagged_words_filter)                          \
  X(general_field_filter)                          \
  X(language_id_score_filter)                      \
  X(maximum_line_length_filter)                    \
  X(punctuation_normalization_mapper)              \
  X(ray_bts_minhash_deduplicator)                  \
  X(ray_document_deduplicator)                     \
  X(remove_bibliography_mapper)                    \
  X(remove_comments_mapper)                        \
  X(remove_header_mapper)                          \
  X(remove_long_words_mapper)                      \
  X(remove_non_chinese_character_mapper)           \
  X(remove_repeat_sentences_mapper)                \
  X(remove_specific_chars_mapper)                  \
  X(remove_table_text_mapper)                      \
  X(remove_words_with_incorrect_substrings_mapper) \
  X(replace_content_mapper)                        \
  X(sentence_split_mapper)                         \
  X(special_characters_filter)                     \
  X(specified_field_filter)                        \
  X(specified_numeric_field_filter)                \
  X(stopwords_filter)                              \
  X(suffix_filter)                                 \
  X(text_length_filter)                            \
  X(token_num_filter)                              \
  X(whitespace_normalization_mapper)               \
  X(word_repetition_filter)                        \
  X(words_num_filter)

namespace millrace::clean {
namespace ops {
#define DECLARE(name) OperatorType name();
MILLRACE_OPERATORS(DECLARE)
#undef DECLARE
}  // namespace ops

namespace {

std::vector<OperatorType> make_list() {
#define CALL(name) ops::name(),
  std::vector<OperatorType> all{MILLRACE_OPERATORS(CALL)};
#undef CALL
  std::ranges::sort(all, {}, &OperatorType::name);
  return all;
}

// Levenshtein's distance.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
    }
  }
  return row[b.size()];
}

}  // namespace

std::span<const OperatorType> all_operators() {
  static const std::vector<OperatorType> all = make_list();
  return all;
}

const OperatorType* find_operator(std::string_view name) {
  const auto all = all_operators();
  const auto at = std::ranges::lower_bound(all, name, {}, &OperatorType::name);
  return at != all.end() && at->name == name ? &*at : nullptr;
}

std::string unknown_operator(std::string_view name) {
  const std::string shown(name.substr(0, 64));
  std::string_view nearest;
  std::size_t best = 5;  // what is further away is something else
  for (const auto& type : all_operators())
    if (const std::size_t d = distance(shown, type.name); d < best) {
      best = d;
      nearest = type.name;
    }
  return nearest.empty() ? fmt::format("{:?} is not an operator", shown)
                         : fmt::format("{:?} is not an operator; did you mean {}?", shown, nearest);
}

}  // namespace millrace::clean
