#include "clean/ops/refined_words.h"

#include "clean/ops/code_points.h"
#include "text/unicode/normal_forms.h"

namespace millrace::clean {
namespace {

std::string to_lower(std::string_view word) {
  std::string lower;
  lower.reserve(word.size());
  for (std::size_t at = 0; at < word.size();) {
    const auto next = text::decode_valid(word.data() + at);
    if (next.code < 0x80)
      lower += static_cast<char>(next.code >= 'A' && next.code <= 'Z' ? next.code + 32 : next.code);
    else
      text::append_lower(lower, next.code);
    at += next.size;
  }
  return lower;
}

}  // namespace

std::vector<std::string> refined_words(std::string_view text, Words how, Case letters) {
  std::vector<std::string> words;
  for (const std::string_view word : words_of(text, how)) {
    if (letters == Case::kAsIs) {
      if (const auto bare = strip_special(word); !bare.empty()) words.emplace_back(bare);
      continue;
    }
    const std::string lower = to_lower(word);
    if (const auto bare = strip_special(lower); !bare.empty()) words.emplace_back(bare);
  }
  return words;
}

void add_groups(std::vector<std::string>& words, const std::vector<std::int64_t>& sizes,
                std::string_view join) {
  const std::size_t count = words.size();
  for (const std::int64_t size : sizes) {
    const auto group = static_cast<std::size_t>(size);
    for (std::size_t i = 0; i + group <= count; ++i) {
      std::string joined = words[i];
      for (std::size_t k = 1; k < group; ++k) {
        joined += join;
        joined += words[i + k];
      }
      words.push_back(std::move(joined));
    }
  }
}

}  // namespace millrace::clean
