// Random numbers that are a function of what they are for, not of how many were drawn before: the
// same for any number of threads or processes, and after a restart. Pure functions.
#pragma once
#include <cstdint>
#include <initializer_list>

namespace millrace::train {

// What a number is for: different purposes never share numbers.
enum class Draw : std::uint64_t { kShuffle = 1, kEvalSplit = 2 };

// SplitMix64's finaliser over the words, one after the other.
std::uint64_t random_bits(std::uint64_t seed, Draw what, std::initializer_list<std::uint64_t> at);

}  // namespace millrace::train
