// The heart of training: words as symbols, how often each pair of neighbours occurs and where, and
// the most frequent pair. Each merge costs what it changes. Not thread-safe.
#pragma once
#include <cstdint>
#include <optional>
#include <queue>
#include <string>
#include <unordered_map>
#include <vector>

#include "text/tokenizer/vocabulary.h"

namespace millrace::text {

class PairCounts {
 public:
  struct Pair {
    TokenId left, right;
  };
  void add_word(std::vector<TokenId> symbols, std::int64_t count);
  // The pair that occurs most often, at least so often; of equals that of the lower ids.
  std::optional<Pair> most_frequent(std::int64_t least);
  void merge(Pair pair, TokenId merged);

 private:
  using Key = std::uint64_t;
  struct Word {
    std::vector<TokenId> symbols;
    std::int64_t count;
  };
  struct Place {
    std::int64_t count = 0;
    std::vector<std::uint32_t> words;  // that hold it, or held it once
  };
  struct Candidate {
    std::int64_t count;
    Key key;
    bool operator<(const Candidate& other) const {
      return count != other.count ? count < other.count : key > other.key;
    }
  };
  static Key key(TokenId left, TokenId right) {
    return static_cast<Key>(static_cast<std::uint32_t>(left)) << 32 |
           static_cast<std::uint32_t>(right);
  }
  void change(TokenId left, TokenId right, std::int64_t by, std::uint32_t word);
  void merge_in(std::uint32_t index, Pair pair, TokenId merged);

  std::vector<Word> words_;
  std::unordered_map<Key, Place> pairs_;
  std::priority_queue<Candidate> candidates_;  // counts may be out of date, never too low
  std::vector<Key> grown_;                     // by the merge that is being done
};

}  // namespace millrace::text
