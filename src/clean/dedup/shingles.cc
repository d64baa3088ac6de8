#include "clean/dedup/shingles.h"

#include "clean/dedup/mix.h"
#include "text/unicode/char_classes.h"
#include "text/unicode/normal_forms.h"
#include "text/unicode/utf8.h"

namespace millrace::clean {
namespace {

// Scripts without case, so that their characters need not be looked up: Chinese, Japanese, Korean.
constexpr char32_t kCaselessBegin = 0x3000, kCaselessEnd = 0xA640;

void lower(std::string_view text, std::string& out) {
  out.clear();
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (static_cast<unsigned char>(c) < 0x80) {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
      ++at;
      continue;
    }
    const auto [code, size] = text::decode_valid(text.data() + at);
    if (code >= kCaselessBegin && code < kCaselessEnd)
      out.append(text, at, size);
    else
      text::append_lower(out, code);
    at += size;
  }
}

// \p{P}: what the table has beyond it are ASCII's symbols.
bool is_punctuation(char32_t code) {
  constexpr std::string_view kSymbols = "$+<=>^`|~";
  if (code < 0x80 && kSymbols.find(static_cast<char>(code)) != std::string_view::npos) return false;
  return text::CharClasses::table().is(code, text::CharClass::kPunctuation);
}

}  // namespace

Result<std::optional<Pattern>> ignored_pattern(const std::optional<std::string>& option) {
  if (!option || option->empty()) return std::optional<Pattern>();
  TRY_ASSIGN(Pattern pattern, Pattern::compile(*option, "ignore_pattern"));
  return std::optional(std::move(pattern));
}

std::string_view Shingler::prepare(std::string_view text) {
  if (options_.letters == ShingleOptions::Case::kLower) {
    lower(text, lowered_);
    text = lowered_;
  }
  if (options_.ignored) {
    static const Replacement kNothing;
    ignored_.clear();
    options_.ignored->replace_all(text, kNothing, "", ignored_);
    ignored_.apply(text, left_);
    text = left_;
  }
  return text;
}

const std::vector<std::uint64_t>& Shingler::shingles(std::string_view text) {
  text = prepare(text);
  shingles_.clear();
  find_words(text);
  if (words_.size() < options_.window) {
    if (drops_short()) return shingles_;
    take_characters(text);
  } else {
    tokens_.clear();
    for (const std::string_view word : words_) tokens_.push_back(hash_bytes(word));
  }
  windows(tokens_);
  return shingles_;
}

void Shingler::each_piece(std::string_view text,
                          const std::function<void(std::string_view)>& take) {
  text = prepare(text);
  find_words(text);
  if (words_.size() >= options_.window) {
    for (std::size_t i = 0; i + options_.window <= words_.size(); ++i) {
      joined_.clear();
      for (std::size_t word = i; word < i + options_.window; ++word) {
        if (word > i) joined_ += ' ';
        joined_ += words_[word];
      }
      take(joined_);
    }
    return;
  }
  if (drops_short()) return;
  // The window as bytes: its end runs ahead of its beginning by so many characters.
  std::size_t end = 0;
  for (std::size_t i = 0; i < options_.window && end < text.size(); ++i)
    end += text::decode_valid(text.data() + end).size;
  for (std::size_t begin = 0; !text.empty();) {
    take(text.substr(begin, end - begin));
    if (end == text.size()) return;
    begin += text::decode_valid(text.data() + begin).size;
    end += text::decode_valid(text.data() + end).size;
  }
}

void Shingler::take_characters(std::string_view text) {
  tokens_.clear();
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, size] = text::decode_valid(text.data() + at);
    tokens_.push_back(code);
    at += size;
  }
}

void Shingler::find_words(std::string_view text) {
  words_.clear();
  if (options_.tokenization == Tokenization::kCharacter) return;
  const bool phrases = options_.tokenization == Tokenization::kPunctuation;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, size] = text::decode_valid(text.data() + at);
    if (phrases ? is_punctuation(code) : code == ' ') {
      if (phrases || at > begin) words_.push_back(text.substr(begin, at - begin));
      begin = at + size;
    }
    at += size;
  }
  if (phrases || begin < text.size()) words_.push_back(text.substr(begin));
}

// A polynomial of the tokens of a window, which rolls on by a multiplication and a sum.
void Shingler::windows(const std::vector<std::uint64_t>& tokens) {
  if (tokens.empty()) return;
  constexpr std::uint64_t kBase = 0x9E3779B97F4A7C15;
  const std::size_t window = std::min(options_.window, tokens.size());
  std::uint64_t first_weight = 1;
  for (std::size_t i = 1; i < window; ++i) first_weight *= kBase;
  std::uint64_t sum = 0;
  shingles_.resize(tokens.size() - window + 1);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    sum = sum * kBase + tokens[i];
    if (i + 1 < window) continue;
    shingles_[i + 1 - window] = mix(sum);
    sum -= tokens[i + 1 - window] * first_weight;
  }
}

}  // namespace millrace::clean
