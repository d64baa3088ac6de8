// Template source → tokens, with Jinja's rules for white space as Hugging Face sets them
// (trim_blocks, lstrip_blocks, the last newline dropped). Pure functions.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::text::jinja {

struct Token {
  enum class Kind : std::uint8_t {
    kData,
    kVariableBegin,
    kVariableEnd,
    kBlockBegin,
    kBlockEnd,
    kName,
    kString,
    kInteger,
    kReal,
    kOperator,
    kEnd,
  };
  Kind kind = Kind::kEnd;
  std::size_t offset = 0;  // in the source
  std::string text{};      // unescaped for strings, without underscores for numbers
};

// Newlines as "\n"; one at the very end is dropped.
std::string normalized_source(std::string_view source);
Result<std::vector<Token>> tokenize(std::string_view normalized);

// "line 3, column 7" of an offset; columns count code points from 1.
std::string position_words(std::string_view source, std::size_t offset);
Error error_at(std::string_view source, std::size_t offset, std::string_view what);

}  // namespace millrace::text::jinja
