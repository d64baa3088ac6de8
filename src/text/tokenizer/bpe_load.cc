#include <fmt/core.h>

#include "text/tokenizer/bpe_model.h"
#include "text/tokenizer/byte_alphabet.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

constexpr std::string_view kMetaspace = "\u2581";

struct Pair {
  std::string_view left, right;
};

// "a b" in old files, ["a", "b"] in newer ones. A token may hold blanks itself: then the pair is
// cut where both sides are tokens.
Result<Pair> pair_of(const json::Value& merge, std::size_t rank, const Vocabulary& vocabulary) {
  if (const std::string* text = merge.as_string()) {
    const std::string_view whole = *text;
    for (std::size_t at = whole.find(' '); at != std::string_view::npos;
         at = whole.find(' ', at + 1)) {
      const Pair pair{whole.substr(0, at), whole.substr(at + 1)};
      if (vocabulary.id(pair.left) && vocabulary.id(pair.right)) return pair;
    }
  }
  const json::Array* list = merge.as_array();
  if (list != nullptr && list->size() == 2 && (*list)[0].as_string() && (*list)[1].as_string())
    return Pair{*(*list)[0].as_string(), *(*list)[1].as_string()};
  return fail(ErrorCode::kInvalid,
              fmt::format("tokenizer.json: merge {} must be \"a b\" or [\"a\", \"b\"], both in "
                          "\"vocab\"",
                          rank));
}

// True if this pair joins something to a "▁" that follows another character.
bool joins_at_metaspace(const Pair& pair) {
  return pair.right.starts_with(kMetaspace) && !pair.left.ends_with(kMetaspace);
}

struct Merges {
  MergeTable table{0};
  std::vector<MergePair> pairs;  // in the order of their ranks
  bool cut_at_metaspace = true;
};

Result<Merges> parse_merges(const json::Value* list, const Vocabulary& vocabulary,
                            std::string_view prefix) {
  const bool empty_object =
      list != nullptr && list->as_object() != nullptr && list->as_object()->empty();
  if (empty_object) return Merges();
  if (list == nullptr || list->as_array() == nullptr)
    return fail(ErrorCode::kInvalid, "tokenizer.json: a BPE model needs the list \"merges\"");
  Merges merges;
  merges.table = MergeTable(list->as_array()->size());
  std::uint32_t rank = 0;
  std::string whole;
  for (const json::Value& item : *list->as_array()) {
    TRY_ASSIGN(const Pair pair, pair_of(item, rank, vocabulary));
    whole = pair.left;
    whole += !prefix.empty() && pair.right.starts_with(prefix) ? pair.right.substr(prefix.size())
                                                               : pair.right;
    const auto left = vocabulary.id(pair.left);
    const auto right = vocabulary.id(pair.right);
    const auto id = vocabulary.id(whole);
    if (!left || !right || !id)
      return fail(ErrorCode::kInvalid,
                  fmt::format("tokenizer.json: merge {} (\"{}\" and \"{}\") names a token that is "
                              "not in \"vocab\"",
                              rank, pair.left, pair.right));
    merges.table.add(*left, *right, {rank, *id});
    merges.pairs.push_back({*left, *right, *id});
    merges.cut_at_metaspace = merges.cut_at_metaspace && !joins_at_metaspace(pair);
    ++rank;
  }
  return merges;
}

// The byte model, if the vocabulary is one of bytes; else nullptr.
std::unique_ptr<Model> byte_model(Merges& merges, IgnoreMerges ignore,
                                  const Vocabulary& vocabulary) {
  ByteBpeRules rules;
  for (std::size_t i = 0; i < rules.byte_ids.size(); ++i) {
    const auto id = vocabulary.id(byte_characters()[i]);
    if (!id) return nullptr;
    rules.byte_ids[i] = *id;
  }
  std::vector<std::string> bytes(vocabulary.size());
  for (std::size_t i = 0; i < vocabulary.size(); ++i) {
    const auto id = static_cast<TokenId>(i);
    const auto token = vocabulary.token(id);
    auto text = token ? from_byte_characters(*token) : std::nullopt;
    if (!text) continue;
    if (ignore == IgnoreMerges::kYes) rules.tokens.emplace(*text, id);
    bytes[i] = std::move(*text);
  }
  rules.whole = whole_characters(merges.pairs, merges.table, rules.byte_ids, bytes);
  for (const std::string& text : bytes)
    rules.sizes.push_back(static_cast<std::uint32_t>(text.size()));
  rules.merges = std::move(merges.table);
  return std::make_unique<ByteBpeModel>(std::move(rules));
}

Result<std::optional<TokenId>> unknown_of(const json::Value& description,
                                          const Vocabulary& vocabulary) {
  const std::string token = description.string_or("unk_token", "");
  if (token.empty()) return std::optional<TokenId>();
  const auto id = vocabulary.id(token);
  if (!id)
    return fail(ErrorCode::kInvalid,
                fmt::format("tokenizer.json: \"unk_token\" \"{}\" is not in \"vocab\"", token));
  return id;
}

}  // namespace

std::vector<TokenId> byte_fallback_ids(const Vocabulary& vocabulary) {
  std::vector<TokenId> ids;
  for (int byte = 0; byte < 256; ++byte)
    ids.push_back(vocabulary.id(fmt::format("<0x{:02X}>", byte)).value_or(-1));
  return ids;
}

Result<std::unique_ptr<Model>> parse_bpe(const json::Value& description,
                                         const Vocabulary& vocabulary, InputForm form) {
  const std::string prefix = description.string_or("continuing_subword_prefix", "");
  const std::string suffix = description.string_or("end_of_word_suffix", "");
  TRY_ASSIGN(Merges merges, parse_merges(description.find("merges"), vocabulary, prefix));
  const IgnoreMerges ignore =
      description.bool_or("ignore_merges", false) ? IgnoreMerges::kYes : IgnoreMerges::kNo;
  const bool fallback = description.bool_or("byte_fallback", false);
  const bool plain = prefix.empty() && suffix.empty() && !fallback;
  if (form == InputForm::kByteAlphabet && plain) {
    if (auto model = byte_model(merges, ignore, vocabulary)) return model;
  }
  TRY_ASSIGN(const std::optional<TokenId> unknown, unknown_of(description, vocabulary));
  CharacterBpeRules characters;
  characters.merges = std::move(merges.table);
  characters.ignore_merges = ignore;
  characters.unknown = unknown;
  characters.fuse_unknown = description.bool_or("fuse_unk", false);
  if (fallback) characters.bytes = byte_fallback_ids(vocabulary);
  characters.prefix = prefix;
  characters.suffix = suffix;
  characters.cuts_at_metaspace = merges.cut_at_metaspace && prefix.empty() && suffix.empty() &&
                                 ignore == IgnoreMerges::kNo &&
                                 vocabulary.id(kMetaspace).has_value();
  for (std::size_t i = 0; i < vocabulary.size(); ++i) {
    const auto token = vocabulary.token(static_cast<TokenId>(i));
    if (token) characters.tokens.emplace(std::string(*token), *vocabulary.id(*token));
  }
  return std::unique_ptr<Model>(std::make_unique<CharacterBpeModel>(std::move(characters)));
}

}  // namespace millrace::text
