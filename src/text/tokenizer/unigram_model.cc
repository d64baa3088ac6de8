// Unigram, as SentencePiece trains it: of all ways to cut a word into tokens, the most probable.
#include <fmt/core.h>

#include <cmath>
#include <limits>

#include "text/tokenizer/model.h"
#include "text/tokenizer/token_trie.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

constexpr double kUnknownPenalty = 10.0;

struct UnigramRules {
  TokenTrie trie;
  std::vector<double> scores;  // by id
  std::optional<TokenId> unknown;
  std::vector<TokenId> bytes;  // of byte fallback; empty without it
  double unknown_score = 0;
};

class UnigramModel final : public Model {
 public:
  explicit UnigramModel(UnigramRules rules) : rules_(std::move(rules)) {}

  void encode(std::string_view text, std::span<const Span> words, Scratch&, Tracking tracking,
              Encoding& out) const override {
    std::vector<Step> steps;
    std::vector<Piece> pieces;
    for (const Span& word : words) {
      best_path(text.substr(word.begin, word.size()), steps, pieces);
      for (const Piece& piece : pieces)
        emit(text, {word.begin + piece.span.begin, word.begin + piece.span.end}, piece.id, tracking,
             out);
    }
  }

 private:
  struct Step {
    double score = 0;
    std::size_t begin = kNone;
    TokenId id = -1;
  };
  struct Piece {
    Span span;
    TokenId id;
  };
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  void best_path(std::string_view word, std::vector<Step>& steps,
                 std::vector<Piece>& pieces) const {
    steps.assign(word.size() + 1, Step{});
    for (std::size_t at = 0; at < word.size();) {
      const double here = steps[at].score;
      const std::size_t size = decode_valid(word.data() + at).size;
      const auto offer = [&](std::size_t length, TokenId id, double score) {
        Step& step = steps[at + length];
        if (step.begin == kNone || here + score > step.score) step = {here + score, at, id};
      };
      bool single = false;
      rules_.trie.each_prefix(word.substr(at), [&](std::size_t length, TokenId id) {
        // Never ends inside a character: tokens are whole ones.
        offer(length, id, rules_.scores[static_cast<std::size_t>(id)]);
        single = single || length == size;
      });
      if (!single) offer(size, rules_.unknown.value_or(-1), rules_.unknown_score);
      at += size;
    }
    pieces.clear();
    for (std::size_t end = word.size(); end > 0;) {
      const Step& step = steps[end];
      const bool unknown = step.id == rules_.unknown.value_or(-1);
      if (unknown && !pieces.empty() && pieces.back().id == step.id) {
        pieces.back().span.begin = step.begin;  // unknown neighbours are one
      } else {
        pieces.push_back({{step.begin, end}, step.id});
      }
      end = step.begin;
    }
    std::reverse(pieces.begin(), pieces.end());
  }

  void emit(std::string_view text, Span at, TokenId id, Tracking tracking, Encoding& out) const {
    if (id == rules_.unknown.value_or(-1) && all_bytes(text, at)) {
      for (std::size_t i = at.begin; i < at.end; ++i)
        put(byte_id(text[i]), {i, i + 1}, tracking, out);
      return;
    }
    if (id >= 0) put(id, at, tracking, out);
  }
  static void put(TokenId id, Span at, Tracking tracking, Encoding& out) {
    out.ids.push_back(id);
    if (tracking == Tracking::kOn) out.spans.push_back(at);
  }
  TokenId byte_id(char byte) const {
    return rules_.bytes.empty() ? -1 : rules_.bytes[static_cast<unsigned char>(byte)];
  }
  bool all_bytes(std::string_view text, Span at) const {
    for (std::size_t i = at.begin; i < at.end; ++i)
      if (byte_id(text[i]) < 0) return false;
    return true;
  }

  UnigramRules rules_;
};

Error bad_vocabulary(std::size_t id) {
  return fail(
      ErrorCode::kInvalid,
      fmt::format("tokenizer.json: token {} of the Unigram vocabulary must be [\"text\", score]",
                  id));
}

Result<void> add_token(const json::Value& item, std::size_t id, Vocabulary& vocabulary,
                       UnigramRules& rules) {
  const json::Array* pair = item.as_array();
  if (pair == nullptr || pair->size() != 2 || (*pair)[0].as_string() == nullptr)
    return bad_vocabulary(id);
  const double* number = (*pair)[1].as_double();
  const std::int64_t* integer = (*pair)[1].as_int();
  if (number == nullptr && integer == nullptr) return bad_vocabulary(id);
  const double score = number != nullptr ? *number : static_cast<double>(*integer);
  const std::string& text = *(*pair)[0].as_string();
  if (!std::isfinite(score)) return bad_vocabulary(id);
  if (text.size() > TokenTrie::kLongestToken)
    return fail(ErrorCode::kInvalid, fmt::format("tokenizer.json: token {} is longer than {} bytes",
                                                 id, TokenTrie::kLongestToken));
  TRY(vocabulary.add(text, static_cast<std::int64_t>(id)));
  rules.scores.push_back(score);
  rules.trie.add(text, *vocabulary.id(text));
  return {};
}

}  // namespace

Result<ModelFile> parse_unigram(const json::Value& description) {
  const json::Value* list = description.find("vocab");
  if (list == nullptr || list->as_array() == nullptr || list->as_array()->empty())
    return fail(ErrorCode::kInvalid, "tokenizer.json: a Unigram model needs the list \"vocab\"");
  ModelFile file;
  UnigramRules rules;
  double lowest = std::numeric_limits<double>::max();
  for (const json::Value& item : *list->as_array()) {
    TRY(add_token(item, rules.scores.size(), file.vocabulary, rules));
    lowest = std::min(lowest, rules.scores.back());
  }
  rules.unknown_score = lowest - kUnknownPenalty;
  const std::int64_t unknown = description.int_or("unk_id", -1);
  if (unknown >= static_cast<std::int64_t>(rules.scores.size()) || unknown < -1)
    return fail(ErrorCode::kInvalid, "tokenizer.json: \"unk_id\" is not in \"vocab\"");
  if (unknown >= 0) rules.unknown = static_cast<TokenId>(unknown);
  if (description.bool_or("byte_fallback", false)) rules.bytes = byte_fallback_ids(file.vocabulary);
  file.model = std::make_unique<UnigramModel>(std::move(rules));
  return file;
}

}  // namespace millrace::text
