#include "text/tokenizer/pair_counts.h"

#include <algorithm>

namespace millrace::text {

void PairCounts::add_word(std::vector<TokenId> symbols, std::int64_t count) {
  const auto index = static_cast<std::uint32_t>(words_.size());
  for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
    Place& place = pairs_[key(symbols[i], symbols[i + 1])];
    place.count += count;
    if (place.words.empty() || place.words.back() != index) place.words.push_back(index);
  }
  words_.push_back({std::move(symbols), count});
}

std::optional<PairCounts::Pair> PairCounts::most_frequent(std::int64_t least) {
  if (candidates_.empty())
    for (const auto& [key, place] : pairs_) candidates_.push({place.count, key});
  while (!candidates_.empty()) {
    const Candidate best = candidates_.top();
    candidates_.pop();
    const auto found = pairs_.find(best.key);
    const std::int64_t now = found == pairs_.end() ? 0 : found->second.count;
    if (best.count < least) return std::nullopt;
    if (now < best.count) {
      if (now >= least) candidates_.push({now, best.key});
      continue;
    }
    return Pair{static_cast<TokenId>(best.key >> 32), static_cast<TokenId>(best.key & 0xFFFFFFFF)};
  }
  return std::nullopt;
}

void PairCounts::merge(Pair pair, TokenId merged) {
  const auto found = pairs_.find(key(pair.left, pair.right));
  if (found == pairs_.end()) return;
  const std::vector<std::uint32_t> words = std::move(found->second.words);
  pairs_.erase(found);
  grown_.clear();
  for (const std::uint32_t index : words) merge_in(index, pair, merged);
  pairs_.erase(key(pair.left, pair.right));
  for (const Key key : grown_) {
    const auto place = pairs_.find(key);
    if (place != pairs_.end()) candidates_.push({place->second.count, key});
  }
}

void PairCounts::change(TokenId left, TokenId right, std::int64_t by, std::uint32_t word) {
  const Key at = key(left, right);
  Place& place = pairs_[at];
  place.count += by;
  if (by < 0) return;
  if (place.words.empty()) grown_.push_back(at);
  if (place.words.empty() || place.words.back() != word) place.words.push_back(word);
}

void PairCounts::merge_in(std::uint32_t index, Pair pair, TokenId merged) {
  Word& word = words_[index];
  std::vector<TokenId>& symbols = word.symbols;
  std::size_t written = 0;
  for (std::size_t at = 0; at < symbols.size(); ++at) {
    const bool here =
        at + 1 < symbols.size() && symbols[at] == pair.left && symbols[at + 1] == pair.right;
    if (!here) {
      symbols[written++] = symbols[at];
      continue;
    }
    if (written > 0) {
      change(symbols[written - 1], pair.left, -word.count, index);
      change(symbols[written - 1], merged, word.count, index);
    }
    if (at + 2 < symbols.size()) {
      change(pair.right, symbols[at + 2], -word.count, index);
      change(merged, symbols[at + 2], word.count, index);
    }
    symbols[written++] = merged;
    ++at;
  }
  symbols.resize(written);
}

}  // namespace millrace::text
