// Which characters byte pair encoding over bytes may take as one symbol from the beginning, with
// the same result. Most words of Chinese then begin with a third of the symbols. Pure.
//
// A character is safe if the merges inside it all go before any merge that joins it, or a fragment
// of it, to a neighbour. Then nothing can touch it before it is whole, and nothing waits for it to
// be whole before its last inner merge: to begin with it whole is the same.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "text/tokenizer/merge_table.h"

namespace millrace::text {

struct MergePair {
  TokenId left, right, whole;
};

// By code point below U+10000: the token of a safe character of several bytes, or -1. Empty if
// there is none. `bytes` holds the bytes of each token, by id.
std::vector<TokenId> whole_characters(const std::vector<MergePair>& merges, const MergeTable& table,
                                      const std::array<TokenId, 256>& byte_ids,
                                      const std::vector<std::string>& bytes);

}  // namespace millrace::text
