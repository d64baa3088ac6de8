// Puts each sentence on a line of its own, by rules: a sentence ends with . ! ? … and what closes
// quotations and brackets behind it, before white space and something that can begin a sentence;
// Chinese stops need no white space. An abbreviation, an initial or a number of a list ends none.
// Data-Juicer asks NLTK's trained models here; the sentences are alike, not equal.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "clean/operator.h"
#include "clean/ops/code_points.h"
#include "clean/ops/segmenter.h"

namespace millrace::clean::ops {
namespace {

constexpr std::string_view kReason = "sentence";

struct SentenceSplitOptions {
  std::string lang = "en";
};
constexpr std::array kFields{kLanguageField<SentenceSplitOptions>};

bool is_stop(char32_t c) {
  return c == '.' || c == '!' || c == '?' || c == U'…';
}
bool is_wide_stop(char32_t c) {
  return c == U'。' || c == U'！' || c == U'？';
}
bool is_closing(char32_t c) {
  constexpr std::u32string_view kClosing = U"\"')]}»”’」』）】》";
  return kClosing.find(c) != kClosing.npos;
}

bool is_abbreviation(std::string_view word) {
  constexpr std::string_view kKnown[] = {
      "a.m", "approx", "av",  "bros", "ca",   "capt", "cf",  "co",  "col", "corp", "dept", "dr",
      "e.g", "ed",     "eds", "etc",  "ex",   "fig",  "gen", "gov", "i.e", "inc",  "jr",   "lt",
      "ltd", "m",      "maj", "mm",   "mme",  "mlle", "mr",  "mrs", "ms",  "mt",   "no",   "nos",
      "p",   "p.m",    "pp",  "pres", "prof", "pág",  "rev", "sen", "sgt", "sr",   "sra",  "srta",
      "st",  "u.k",    "u.n", "u.s",  "vol",  "vs",   "art", "núm", "dra", "jan",  "feb",  "mar",
      "apr", "jun",    "jul", "aug",  "sep",  "sept", "oct", "nov", "dec"};
  const std::string lower = base::to_lower(word);
  return std::ranges::find(kKnown, lower) != std::end(kKnown);
}

// May the '.' at `dot` end a sentence, if its `next` word begins like one?
bool dot_ends(std::string_view text, std::size_t dot) {
  const std::size_t before = text.find_last_of(" \t\n(\"'", dot == 0 ? 0 : dot - 1);
  const std::size_t begin = before == text.npos ? 0 : before + 1;
  if (begin >= dot) return true;
  const std::string_view word = text.substr(begin, dot - begin);
  const bool initial = word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z' && word != "I";
  return !initial && !is_abbreviation(word);
}

// Behind `at` there is white space: where does what follows begin, if it can begin a sentence?
std::size_t next_begin(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin < text.size()) {
    const auto next = text::decode_valid(text.data() + begin);
    if (!is_space(next.code)) break;
    begin += next.size;
  }
  if (begin == at || begin == text.size()) return 0;
  const char first = text[begin];
  return first >= 'a' && first <= 'z' ? 0 : begin;
}

class SentenceSplitMapper final : public Mapper {
 public:
  explicit SentenceSplitMapper(const SentenceSplitOptions&) {}

  void map(std::string_view text, Edits& out) const override {
    for (std::size_t at = 0; at < text.size();) {
      const auto stop = text::decode_valid(text.data() + at);
      const std::size_t dot = at;
      at += stop.size;
      if (!is_stop(stop.code) && !is_wide_stop(stop.code)) continue;
      bool wide = is_wide_stop(stop.code);
      while (at < text.size()) {
        const auto next = text::decode_valid(text.data() + at);
        if (!is_stop(next.code) && !is_wide_stop(next.code) && !is_closing(next.code)) break;
        wide = wide || is_wide_stop(next.code);
        at += next.size;
      }
      const std::size_t begin = next_begin(text, at);
      if (wide && at < text.size() && begin == 0 && text[at] != '\n') {
        if (!is_space(text::decode_valid(text.data() + at).code))
          out.replace(at, at, "\n", kReason);
      } else if (begin > 0 && (wide || stop.code != '.' || dot_ends(text, dot)) &&
                 text.substr(at, begin - at) != "\n") {
        out.replace(at, begin, "\n", kReason);
        at = begin;
      }
    }
  }
};

}  // namespace

OperatorType sentence_split_mapper() {
  return operator_type<SentenceSplitMapper, SentenceSplitOptions, kFields>(
      "sentence_split_mapper", Kind::kMapper, Group::kExpert,
      "Puts each sentence on a line of its own.");
}

}  // namespace millrace::clean::ops
