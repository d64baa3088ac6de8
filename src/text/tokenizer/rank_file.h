// Vocabularies in their older files, as the tokenizer.json that they are: tiktoken's ranks (Qwen's
// qwen.tiktoken, Llama 3's tokenizer.model) and GPT-2's vocab.json with merges.txt. Pure functions.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::text {

struct ByteLevelRules {
  std::string expression;  // what words are split by; see scanners.h
  bool nfc = false;
  bool ignore_merges = false;
};

// "base64 rank" lines. All pairs that make a token of the file become merges of its rank.
Result<std::string> tokenizer_json_of_ranks(std::string_view ranks, const ByteLevelRules& rules);

// vocab.json and merges.txt, byte-level.
Result<std::string> tokenizer_json_of_merges(std::string_view vocab_json,
                                             std::string_view merges_txt,
                                             const ByteLevelRules& rules);

}  // namespace millrace::text
