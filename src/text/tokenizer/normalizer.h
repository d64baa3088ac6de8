// What happens to text before it is split: normal forms, replacements, case. Steps are constant and
// may be shared by threads; text is valid UTF-8 and stays it.
#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "text/tokenizer/aligned_text.h"
#include "text/tokenizer/regex.h"

namespace millrace::text {

class Normalizer {
 public:
  virtual ~Normalizer() = default;
  virtual void apply(AlignedText& text, RegexWork& work) const = 0;
};
using Normalizers = std::vector<std::unique_ptr<Normalizer>>;

// The "normalizer" of tokenizer.json, sequences flattened; null is none.
Result<Normalizers> parse_normalizers(const json::Value* description);

void apply_all(const Normalizers& steps, AlignedText& text, RegexWork& work);

}  // namespace millrace::text
