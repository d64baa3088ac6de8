// The tokenizer of a model folder, for commands that take text. Thread-safe once open.
#pragma once
#include <string>

#include "base/result.h"
#include "text/tokenizer/tokenizer.h"

namespace millrace::engine {

// kNotFound says what is missing and that token ids work without it.
Result<text::Tokenizer> open_tokenizer(const std::string& folder);

}  // namespace millrace::engine
