// How much of a text repeats, as Data-Juicer counts it. Pure functions.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::clean {

// Of the runs of n characters: what share are those that occur most often, as many kinds as the
// root of the number of kinds, less those that occur once.
double character_repetition(std::string_view text, std::size_t n);
// Of the runs of n words: what share are those that occur more than once.
double word_repetition(const std::vector<std::string>& words, std::size_t n);

}  // namespace millrace::clean
