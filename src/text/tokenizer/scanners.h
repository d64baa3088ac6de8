// Splitters written by hand for the expressions that nearly all models use. They give exactly the
// words that the expression would, several times faster. Pure functions over valid UTF-8.
#pragma once
#include <string_view>
#include <vector>

#include "text/tokenizer/aligned_text.h"

namespace millrace::text {

// Appends the words of text[range]: together they cover it.
using Scanner = void (*)(std::string_view text, Span range, std::vector<Span>& words);

// The scanner that is equal to this expression; nullptr if there is none.
Scanner scanner_of(std::string_view expression);

inline constexpr std::string_view kGpt2Expression =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
inline constexpr std::string_view kLlama3Expression =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
inline constexpr std::string_view kQwen2Expression =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

}  // namespace millrace::text
