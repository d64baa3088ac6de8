// Words of a text in a language that does not separate them, by ICU's dictionaries. Data-Juicer
// asks SentencePiece models here, which are not part of Millrace; the words are alike, not equal.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "describe/describe.h"

namespace millrace::clean {

// In order, without white space and punctuation between them; pieces of `text`, which is valid
// UTF-8. Thread-safe.
std::vector<std::string_view> segment_words(std::string_view text);
// The words of Data-Juicer's get_words_from_document: at blanks, tabs and line breaks, or
// segmented.
enum class Words : std::uint8_t { kAtBlanks, kSegmented };
std::vector<std::string_view> words_of(std::string_view text, Words how);

template <class Options>
inline constexpr describe::Field kLanguageField = describe::field<&Options::lang>(
    "lang", Access::kMutable, "The language of the texts, as en or zh.",
    {.limits = {.max_length = 16}});
template <class Options>
inline constexpr describe::Field kTokenizationField = describe::field<&Options::tokenization>(
    "tokenization", Access::kMutable,
    "Finds words by a dictionary instead of at blanks, for Chinese and the like.");

}  // namespace millrace::clean
