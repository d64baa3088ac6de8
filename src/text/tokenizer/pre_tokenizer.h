// How normalised text is cut into the words that the model sees one by one. Steps are constant and
// may be shared by threads.
#pragma once
#include <memory>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "text/tokenizer/aligned_text.h"
#include "text/tokenizer/regex.h"

namespace millrace::text {

// A text and the words in it, in order. What no word covers is gone.
struct Words {
  AlignedText text;
  std::vector<Span> spans;
};

class PreTokenizer {
 public:
  virtual ~PreTokenizer() = default;
  virtual void apply(Words& words, RegexWork& work) const = 0;
};
using PreTokenizers = std::vector<std::unique_ptr<PreTokenizer>>;

struct PreTokenization {
  PreTokenizers steps;
  // The last step writes bytes in GPT-2's alphabet and is not among `steps`: a model that takes
  // bytes saves the writing, for another byte_alphabet_step() follows.
  bool ends_in_byte_alphabet = false;
};

// The "pre_tokenizer" of tokenizer.json, sequences flattened; null is none.
Result<PreTokenization> parse_pre_tokenizers(const json::Value* description);
std::unique_ptr<PreTokenizer> byte_alphabet_step();

}  // namespace millrace::text
