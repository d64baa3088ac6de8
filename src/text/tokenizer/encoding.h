// What encoding gives. A value.
#pragma once
#include <vector>

#include "text/tokenizer/aligned_text.h"
#include "text/tokenizer/vocabulary.h"

namespace millrace::text {

struct Encoding {
  std::vector<TokenId> ids;
  // Only when asked for, then one an id: the bytes of the input that the token stands for. Those of
  // tokens that a post-processor adds are empty. Tokens that share a character which normalisation
  // made share its bytes.
  std::vector<Span> spans;
};

}  // namespace millrace::text
