// Words as Data-Juicer counts them: without special characters at their ends, in small letters
// where asked, none empty. Pure functions.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clean/ops/segmenter.h"

namespace millrace::clean {

enum class Case : std::uint8_t { kAsIs, kLower };

inline Words words_way(bool tokenization) {
  return tokenization ? Words::kSegmented : Words::kAtBlanks;
}
std::vector<std::string> refined_words(std::string_view text, Words how, Case letters);
// Adds, for each size, all groups of so many words side by side.
void add_groups(std::vector<std::string>& words, const std::vector<std::int64_t>& sizes,
                std::string_view join);

}  // namespace millrace::clean
