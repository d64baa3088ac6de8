// Writes the tokenizer.json of a byte-level BPE, as Hugging Face reads it. Pure.
#pragma once
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "text/tokenizer/rank_file.h"
#include "text/tokenizer/vocabulary.h"

namespace millrace::text {

// All texts are in the byte alphabet.
struct ByteLevelFile {
  std::vector<std::string> special;  // follow the tokens, by number
  std::vector<std::pair<std::string, TokenId>> tokens;
  std::vector<std::pair<std::string, std::string>> merges;  // in the order of their ranks
};
std::string write_byte_level(const ByteLevelFile& file, const ByteLevelRules& rules);

}  // namespace millrace::text
