#include "text/tokenizer/rank_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <unordered_map>

#include "base/encode.h"
#include "base/strings.h"
#include "json/value.h"
#include "text/tokenizer/byte_alphabet.h"
#include "text/tokenizer/byte_level_file.h"

namespace millrace::text {
namespace {

constexpr std::size_t kLongestToken = 4096;

using Ranks = std::unordered_map<std::string_view, TokenId>;

// All ways to make `token` of two others, those of low ranks first.
void add_splits(const std::string& token, const Ranks& ranks, ByteLevelFile& file) {
  struct Split {
    TokenId left, right;
    std::size_t at;
  };
  std::vector<Split> splits;
  const std::string_view text = token;
  for (std::size_t at = 1; at < text.size(); ++at) {
    const auto left = ranks.find(text.substr(0, at));
    const auto right = ranks.find(text.substr(at));
    if (left != ranks.end() && right != ranks.end())
      splits.push_back({left->second, right->second, at});
  }
  std::sort(splits.begin(), splits.end(), [](const Split& a, const Split& b) {
    return std::pair(a.left, a.right) < std::pair(b.left, b.right);
  });
  for (const Split& split : splits)
    file.merges.emplace_back(to_byte_characters(text.substr(0, split.at)),
                             to_byte_characters(text.substr(split.at)));
}

}  // namespace

Result<std::string> tokenizer_json_of_ranks(std::string_view text, const ByteLevelRules& rules) {
  std::vector<std::pair<TokenId, std::string>> tokens;
  std::size_t number = 0;
  for (const std::string_view line : base::split(text, '\n')) {
    ++number;
    if (base::trim(line).empty()) continue;
    const std::size_t blank = line.find(' ');
    const auto bytes = base::from_base64(line.substr(0, blank));
    const std::int64_t rank = blank == std::string_view::npos
                                  ? -1
                                  : base::parse_int(base::trim(line.substr(blank))).value_or(-1);
    if (!bytes || bytes->empty() || bytes->size() > kLongestToken || rank < 0 ||
        rank > Vocabulary::kHighestId)
      return fail(ErrorCode::kInvalid,
                  fmt::format("line {} of the ranks is not \"base64 number\"", number));
    tokens.emplace_back(static_cast<TokenId>(rank), *bytes);
  }
  std::sort(tokens.begin(), tokens.end());
  Ranks ranks;
  for (const auto& [rank, token] : tokens) ranks.emplace(token, rank);
  ByteLevelFile file;
  for (const auto& [rank, token] : tokens) {
    file.tokens.emplace_back(to_byte_characters(token), rank);
    add_splits(token, ranks, file);
  }
  return write_byte_level(file, rules);
}

Result<std::string> tokenizer_json_of_merges(std::string_view vocab_json,
                                             std::string_view merges_txt,
                                             const ByteLevelRules& rules) {
  TRY_ASSIGN(const json::Value vocab, json::parse(vocab_json));
  if (vocab.as_object() == nullptr)
    return fail(ErrorCode::kInvalid, "vocab.json is not an object of tokens and ids");
  ByteLevelFile file;
  for (const auto& [token, id] : *vocab.as_object()) {
    if (id.as_int() == nullptr || *id.as_int() < 0 || *id.as_int() > Vocabulary::kHighestId)
      return fail(ErrorCode::kInvalid, fmt::format("vocab.json: \"{}\" has no id", token));
    file.tokens.emplace_back(token, static_cast<TokenId>(*id.as_int()));
  }
  std::size_t number = 0;
  for (const std::string_view line : base::split(merges_txt, '\n')) {
    ++number;
    if (base::trim(line).empty() || (number == 1 && line.starts_with("#version"))) continue;
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos)
      return fail(ErrorCode::kInvalid, fmt::format("line {} of merges.txt is not \"a b\"", number));
    file.merges.emplace_back(line.substr(0, blank), base::trim(line.substr(blank)));
  }
  return write_byte_level(file, rules);
}

}  // namespace millrace::text
