// What a post-processor puts around a text: the ids before it and behind it. A value.
#pragma once
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "text/tokenizer/vocabulary.h"

namespace millrace::text {

struct Frame {
  std::vector<TokenId> before, behind;
};

// The "post_processor" of tokenizer.json for single texts; null puts nothing.
Result<Frame> parse_frame(const json::Value* description);

}  // namespace millrace::text
