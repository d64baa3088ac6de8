#include "clean/ops/segmenter.h"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <algorithm>
#include <memory>

#include "base/check.h"

namespace millrace::clean {
namespace {

constexpr std::size_t kMaxPiece = std::size_t{1} << 30;  // what ICU's offsets hold

bool is_numeral(std::string_view word) {
  constexpr std::string_view kNumerals = "一二三四五六七八九十两几";
  const std::size_t at = kNumerals.find(word);
  return word.size() == 3 && at != kNumerals.npos && at % 3 == 0;
}

// Where pieces of SentencePiece are cut otherwise than words of ICU: "www.example.org" at its dots,
// 巴巴 into what repeats; while a numeral and its measure stay together.
void add_word(std::string_view word, std::vector<std::string_view>& words) {
  if (!words.empty() && is_numeral(words.back()) && word.size() == 3 &&
      static_cast<unsigned char>(word[0]) >= 0xe3 && word.data() == words.back().data() + 3) {
    words.back() = {words.back().data(), 6};
    return;
  }
  if (word.size() == 6 && word.substr(0, 3) == word.substr(3) &&
      static_cast<unsigned char>(word[0]) >= 0xe3) {
    words.push_back(word.substr(0, 3));
    words.push_back(word.substr(3));
    return;
  }
  const bool number = word[0] >= '0' && word[0] <= '9';
  for (std::size_t begin = 0; begin < word.size();) {
    const std::size_t end = number ? word.size() : std::min(word.find('.', begin), word.size());
    if (end > begin) words.push_back(word.substr(begin, end - begin));
    begin = end + 1;
  }
}

}  // namespace

std::vector<std::string_view> segment_words(std::string_view text) {
  std::vector<std::string_view> words;
  if (text.empty() || text.size() > kMaxPiece) return words;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createWordInstance(icu::Locale::getChinese(), status));
  UText* const source =
      utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status);
  CHECK(U_SUCCESS(status));
  breaks->setText(source, status);
  for (std::int32_t begin = breaks->first(), end = breaks->next(); end != icu::BreakIterator::DONE;
       begin = end, end = breaks->next()) {
    if (breaks->getRuleStatus() < UBRK_WORD_NONE_LIMIT) continue;  // blanks and punctuation
    add_word(text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)),
             words);
  }
  utext_close(source);
  return words;
}

std::vector<std::string_view> words_of(std::string_view text, Words how) {
  if (how == Words::kSegmented) return segment_words(text);
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(" \n\t", at);
    if (begin == text.npos) break;
    at = std::min(text.find_first_of(" \n\t", begin), text.size());
    words.push_back(text.substr(begin, at - begin));
  }
  return words;
}

}  // namespace millrace::clean
