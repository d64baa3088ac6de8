#include "text/tokenizer/added_tokens.h"

#include <algorithm>

#include "text/unicode/char_classes.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

std::size_t before(std::string_view text, std::size_t at) {
  do {
    --at;
  } while (at > 0 && is_continuation(text[at]));
  return at;
}

bool is_at(std::string_view text, std::size_t at, std::uint8_t any_of) {
  return at < text.size() && CharClasses::table().is(decode_valid(text.data() + at).code, any_of);
}

bool touches_a_word(std::string_view text, Span span) {
  const bool left = span.begin > 0 && is_at(text, before(text, span.begin), CharClass::kWord);
  return left || is_at(text, span.end, CharClass::kWord);
}

Span with_white_space(std::string_view text, Span span, const AddedToken& token,
                      std::size_t earliest) {
  while (token.lstrip && span.begin > earliest) {
    const std::size_t previous = before(text, span.begin);
    if (previous < earliest || !is_at(text, previous, CharClass::kSpace)) break;
    span.begin = previous;
  }
  while (token.rstrip && is_at(text, span.end, CharClass::kSpace))
    span.end += decode_valid(text.data() + span.end).size;
  return span;
}

}  // namespace

void AddedTokenSet::add(AddedToken token, std::string_view form) {
  if (form.empty()) return;
  trie_.add(form, static_cast<TokenId>(tokens_.size()));
  tokens_.push_back(std::move(token));
}

AddedTokenSet::Match AddedTokenSet::match_at(std::string_view text, std::size_t at) const {
  Match match{{at, at}, nullptr};
  trie_.each_prefix(text.substr(at), [&](std::size_t length, TokenId index) {
    match = {{at, at + length}, &tokens_[static_cast<std::size_t>(index)]};
  });
  return match;
}

void AddedTokenSet::cut(std::string_view text, AddedTokenUse use,
                        std::vector<Piece>& pieces) const {
  pieces.clear();
  std::size_t done = 0;
  const bool search = !trie_.empty() && use != AddedTokenUse::kAllAsText;
  for (std::size_t at = 0; search && at < text.size();) {
    if (!trie_.may_begin(text[at])) {
      ++at;
      continue;
    }
    const Match match = match_at(text, at);
    if (match.token == nullptr) {
      ++at;
      continue;
    }
    // A match that does not count hides those inside it, as in Hugging Face's search.
    at = match.span.end;
    const bool text_only = use == AddedTokenUse::kSpecialAsText && match.token->special;
    if (text_only || match.span.begin < done) continue;
    if (match.token->single_word && touches_a_word(text, match.span)) continue;
    const Span span = with_white_space(text, match.span, *match.token, done);
    if (span.begin > done) pieces.push_back({{done, span.begin}, -1});
    pieces.push_back({span, match.token->id});
    done = span.end;
    at = std::max(at, done);
  }
  if (done < text.size()) pieces.push_back({{done, text.size()}, -1});
}

}  // namespace millrace::text
