// Removes sentences that the text has had already. Sentences are cut as Data-Juicer cuts them, in
// four passes over each line.
#include <array>
#include <string>
#include <unordered_set>
#include <vector>

#include "clean/operator.h"
#include "clean/ops/code_points.h"
#include "text/unicode/normal_forms.h"

namespace millrace::clean::ops {
namespace {

struct RemoveRepeatSentencesOptions {
  bool lowercase = false;
  bool ignore_special_character = true;
  std::int64_t min_repeat_sentence_length = 2;
};
constexpr std::array kFields{
    describe::field<&RemoveRepeatSentencesOptions::lowercase>("lowercase", Access::kMutable,
                                                              "Compares without regard to case."),
    describe::field<&RemoveRepeatSentencesOptions::ignore_special_character>(
        "ignore_special_character", Access::kMutable,
        "Compares only Chinese characters, letters, digits and blanks."),
    describe::field<&RemoveRepeatSentencesOptions::min_repeat_sentence_length>(
        "min_repeat_sentence_length", Access::kMutable, "Shorter sentences stay, in characters.",
        {.limits = {.min = 0}})};

// A character of a line and where it stands; a cut between sentences is a line break of its own.
struct Char {
  char32_t code;
  std::size_t at;
};
using Line = std::vector<Char>;

bool is_quote(char32_t c) {
  return c == U'’' || c == U'”';
}
bool is_stop(char32_t c) {
  return c == '.' || c == U'。' || c == '!' || c == U'！' || c == U'？' || c == '?';
}

// One pass: where `head` characters match and something follows that is no closing quotation mark,
// a cut is made between both; matching goes on behind what follows.
template <class Matches>
void cut(Line& line, std::size_t head, Matches&& matches) {
  Line out;
  out.reserve(line.size() + 8);
  for (std::size_t i = 0; i < line.size();) {
    if (i + head < line.size() && !is_quote(line[i + head].code) && matches(i)) {
      for (std::size_t k = 0; k < head; ++k) out.push_back(line[i + k]);
      out.push_back({'\n', line[i + head].at});
      out.push_back(line[i + head]);
      i += head + 1;
    } else {
      out.push_back(line[i++]);
    }
  }
  line = std::move(out);
}

// The ends of the sentences of a line, as places in the text.
std::vector<std::size_t> sentence_ends(std::string_view text, std::size_t begin, std::size_t end) {
  Line line;
  for (std::size_t at = begin; at < end;) {
    const auto next = text::decode_valid(text.data() + at);
    line.push_back({next.code, at});
    at += next.size;
  }
  const auto repeated = [&](std::size_t i, std::size_t count, char32_t c) {
    for (std::size_t k = 0; k < count; ++k)
      if (line[i + k].code != c) return false;
    return true;
  };
  cut(line, 1, [&](std::size_t i) { return is_stop(line[i].code); });
  cut(line, 6, [&](std::size_t i) { return repeated(i, 6, '.'); });
  cut(line, 2, [&](std::size_t i) { return repeated(i, 2, U'…'); });
  cut(line, 2, [&](std::size_t i) {
    const char32_t c = line[i].code;
    // The class of Data-Juicer's last pattern holds its own braces and numbers.
    return (is_stop(c) || c == U'…' || c == '{' || c == '}' || c == '2' || c == '6') &&
           is_quote(line[i + 1].code);
  });
  std::vector<std::size_t> ends;
  for (const Char& c : line)
    if (c.code == '\n') ends.push_back(c.at);
  ends.push_back(end);
  return ends;
}

class RemoveRepeatSentencesMapper final : public Mapper {
 public:
  explicit RemoveRepeatSentencesMapper(RemoveRepeatSentencesOptions options) : options_(options) {}

  void map(std::string_view text, Edits& out) const override {
    std::unordered_set<std::string> seen;
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      std::size_t from = begin;
      for (const std::size_t to : sentence_ends(text, begin, end)) {
        std::size_t length = 0;
        std::string key = key_of(text.substr(from, to - from), length);
        if (length >= static_cast<std::size_t>(options_.min_repeat_sentence_length) && to > from &&
            !seen.insert(std::move(key)).second)
          out.remove(from, to, "repeated sentence");
        from = to;
      }
      begin = end + 1;
    }
  }

 private:
  std::string key_of(std::string_view sentence, std::size_t& length) const {
    std::string lower;
    sentence = strip_space(sentence);
    if (options_.lowercase) {
      for (std::size_t at = 0; at < sentence.size();) {
        const auto next = text::decode_valid(sentence.data() + at);
        text::append_lower(lower, next.code);
        at += next.size;
      }
      sentence = lower;
    }
    std::string key;
    for (std::size_t at = 0; at < sentence.size();) {
      const auto next = text::decode_valid(sentence.data() + at);
      if (!options_.ignore_special_character || is_plain(next.code)) {
        key.append(sentence, at, next.size);
        ++length;
      }
      at += next.size;
    }
    return key;
  }
  static bool is_plain(char32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c >= 0x4e00 && c <= 0x9fa5) || c == '\n' || c == '\t' || c == ' ';
  }

  RemoveRepeatSentencesOptions options_;
};

}  // namespace

OperatorType remove_repeat_sentences_mapper() {
  return operator_type<RemoveRepeatSentencesMapper, RemoveRepeatSentencesOptions, kFields>(
      "remove_repeat_sentences_mapper", Kind::kMapper, Group::kExpert,
      "Removes sentences that the text has had already.");
}

}  // namespace millrace::clean::ops
