#include "clean/ops/repetition.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <unordered_map>

#include "text/unicode/utf8.h"

namespace millrace::clean {

double character_repetition(std::string_view text, std::size_t n) {
  std::vector<std::size_t> begins;  // of code points, and the end
  for (std::size_t at = 0; at < text.size(); at += text::decode_valid(text.data() + at).size)
    begins.push_back(at);
  begins.push_back(text.size());
  if (begins.size() <= n) return 0;
  const std::size_t runs = begins.size() - n;
  std::unordered_map<std::string_view, std::size_t> counts;
  counts.reserve(runs);
  for (std::size_t i = 0; i < runs; ++i)
    ++counts[text.substr(begins[i], begins[i + n] - begins[i])];
  std::vector<std::size_t> repeated;
  for (const auto& [run, count] : counts)
    if (count > 1) repeated.push_back(count);
  std::ranges::sort(repeated, std::greater<>());
  const auto root = static_cast<std::size_t>(std::sqrt(static_cast<double>(counts.size())));
  std::size_t most = 0;
  for (std::size_t i = 0; i < std::min(root, repeated.size()); ++i) most += repeated[i];
  return static_cast<double>(most) / static_cast<double>(runs);
}

double word_repetition(const std::vector<std::string>& words, std::size_t n) {
  if (words.size() < n) return 0;
  const std::size_t runs = words.size() - n + 1;
  // The words of all runs, one behind the other: a run is a piece of it.
  std::string joined;
  std::vector<std::size_t> begins, ends;
  for (const std::string& word : words) {
    begins.push_back(joined.size());
    joined += word;
    ends.push_back(joined.size());
    joined += ' ';
  }
  std::unordered_map<std::string_view, std::size_t> counts;
  counts.reserve(runs);
  for (std::size_t i = 0; i < runs; ++i)
    ++counts[std::string_view(joined).substr(begins[i], ends[i + n - 1] - begins[i])];
  std::size_t repeated = 0;
  for (const auto& [run, count] : counts)
    if (count > 1) repeated += count;
  return static_cast<double>(repeated) / static_cast<double>(runs);
}

}  // namespace millrace::clean
