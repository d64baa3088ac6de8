// Byte pair encoding of one word: the neighbours of lowest rank become one, leftmost first, until
// none may. Short words scan an array; long ones keep a heap, so that a million equal letters cost
// n log n. The work space is one thread's.
#pragma once
#include <cstdint>
#include <vector>

#include "text/tokenizer/merge_table.h"

namespace millrace::text {

struct BpeSymbol {
  TokenId id;
  std::uint32_t size;  // bytes of the word
};

struct BpeWork {
  struct Node {
    BpeSymbol symbol;
    std::int32_t previous, next;
  };
  struct Candidate {
    std::uint32_t rank;
    std::int32_t at;
    TokenId left, right, merged;
  };
  std::vector<BpeSymbol> symbols;
  std::vector<Merge> merges;  // of each symbol with the next
  std::vector<Node> nodes;
  std::vector<Candidate> heap;
};

// Merges work.symbols in place. At most 2^30 symbols.
void merge_symbols(const MergeTable& table, BpeWork& work);

}  // namespace millrace::text
