// The single steps that pre_tokenizer.cc puts together. Constant, shared by threads.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "text/tokenizer/pattern.h"
#include "text/tokenizer/pre_tokenizer.h"
#include "text/tokenizer/scanners.h"

namespace millrace::text {

// What becomes of the matches of a split, and of what lies between them.
enum class SplitBehavior : std::uint8_t {
  kRemoved,
  kIsolated,
  kMergedWithPrevious,
  kMergedWithNext,
  kContiguous,
};
enum class SplitOn : std::uint8_t { kMatches, kGaps };
enum class PrependScheme : std::uint8_t { kNever, kFirst, kAlways };
enum class MetaspaceSplit : std::uint8_t { kNo, kYes };

// Calls back for each match of the whole text of a word.
using Finder = std::function<void(std::string_view, RegexWork&, const std::function<void(Span)>&)>;

std::unique_ptr<PreTokenizer> split_step(Finder finder, SplitBehavior behavior, SplitOn on);
std::unique_ptr<PreTokenizer> scanner_step(Scanner scanner);
std::unique_ptr<PreTokenizer> space_before_step();  // " " before each word that has none
std::unique_ptr<PreTokenizer> metaspace_step(std::string replacement, PrependScheme scheme,
                                             MetaspaceSplit split);

Finder pattern_finder(Pattern pattern);
// Each single character that has one of the flags.
Finder class_finder(std::uint8_t any_of);

}  // namespace millrace::text
