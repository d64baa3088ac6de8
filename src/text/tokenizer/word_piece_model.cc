// WordPiece (BERT) and WordLevel: the longest tokens first, and the whole word or nothing.
#include <fmt/core.h>

#include "text/tokenizer/model.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

using Tokens = std::unordered_map<std::string, TokenId>;

Tokens tokens_of(const Vocabulary& vocabulary) {
  Tokens tokens;
  for (std::size_t i = 0; i < vocabulary.size(); ++i) {
    const auto token = vocabulary.token(static_cast<TokenId>(i));
    if (token) tokens.emplace(std::string(*token), *vocabulary.id(*token));
  }
  return tokens;
}

Result<TokenId> unknown_of(const json::Value& description, const Vocabulary& vocabulary) {
  const std::string token = description.string_or("unk_token", "[UNK]");
  const auto id = vocabulary.id(token);
  if (!id)
    return fail(ErrorCode::kInvalid,
                fmt::format("tokenizer.json: \"unk_token\" \"{}\" is not in \"vocab\"", token));
  return *id;
}

void put(TokenId id, Span at, Tracking tracking, Encoding& out) {
  out.ids.push_back(id);
  if (tracking == Tracking::kOn) out.spans.push_back(at);
}

struct WordPieceRules {
  Tokens tokens;
  TokenId unknown = 0;
  std::string prefix;              // of tokens that go on a word
  std::size_t longest_word = 100;  // characters
};

class WordPieceModel final : public Model {
 public:
  explicit WordPieceModel(WordPieceRules rules) : rules_(std::move(rules)) {}

  void encode(std::string_view text, std::span<const Span> words, Scratch&, Tracking tracking,
              Encoding& out) const override {
    for (const Span& word : words) {
      const std::size_t before = out.ids.size();
      if (short_enough(text.substr(word.begin, word.size())) && pieces(text, word, tracking, out))
        continue;
      out.ids.resize(before);
      if (tracking == Tracking::kOn) out.spans.resize(before);
      put(rules_.unknown, word, tracking, out);
    }
  }

 private:
  bool short_enough(std::string_view word) const {
    std::size_t characters = 0;
    for (const char c : word) characters += is_continuation(c) ? 0 : 1;
    return characters <= rules_.longest_word;
  }

  bool pieces(std::string_view text, Span word, Tracking tracking, Encoding& out) const {
    std::string form;
    for (std::size_t at = word.begin; at < word.end;) {
      std::size_t end = word.end;
      for (; end > at; --end) {
        if (end < word.end && is_continuation(text[end])) continue;
        form.assign(at > word.begin ? rules_.prefix : std::string());
        form += text.substr(at, end - at);
        const auto found = rules_.tokens.find(form);
        if (found == rules_.tokens.end()) continue;
        put(found->second, {at, end}, tracking, out);
        break;
      }
      if (end == at) return false;
      at = end;
    }
    return true;
  }

  WordPieceRules rules_;
};

class WordLevelModel final : public Model {
 public:
  WordLevelModel(Tokens tokens, TokenId unknown) : tokens_(std::move(tokens)), unknown_(unknown) {}

  void encode(std::string_view text, std::span<const Span> words, Scratch&, Tracking tracking,
              Encoding& out) const override {
    for (const Span& word : words) {
      const auto found = tokens_.find(std::string(text.substr(word.begin, word.size())));
      put(found == tokens_.end() ? unknown_ : found->second, word, tracking, out);
    }
  }

 private:
  Tokens tokens_;
  TokenId unknown_;
};

}  // namespace

Result<std::unique_ptr<Model>> parse_word_piece(const json::Value& description,
                                                const Vocabulary& vocabulary) {
  WordPieceRules rules;
  TRY_ASSIGN(rules.unknown, unknown_of(description, vocabulary));
  rules.tokens = tokens_of(vocabulary);
  rules.prefix = description.string_or("continuing_subword_prefix", "##");
  const std::int64_t longest = description.int_or("max_input_chars_per_word", 100);
  if (longest < 1 || longest > 10000)
    return fail(ErrorCode::kInvalid,
                "tokenizer.json: \"max_input_chars_per_word\" must be from 1 to 10000");
  rules.longest_word = static_cast<std::size_t>(longest);
  return std::unique_ptr<Model>(std::make_unique<WordPieceModel>(std::move(rules)));
}

Result<std::unique_ptr<Model>> parse_word_level(const json::Value& description,
                                                const Vocabulary& vocabulary) {
  TRY_ASSIGN(const TokenId unknown, unknown_of(description, vocabulary));
  return std::unique_ptr<Model>(std::make_unique<WordLevelModel>(tokens_of(vocabulary), unknown));
}

}  // namespace millrace::text
