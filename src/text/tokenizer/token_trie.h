// Texts by their first bytes: which of them begin here. Constant after it was filled; matching
// costs at most the longest text, which is bounded.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "text/tokenizer/vocabulary.h"

namespace millrace::text {

class TokenTrie {
 public:
  static constexpr std::size_t kLongestToken = 1024;

  TokenTrie() { first_.fill(0); }

  void add(std::string_view text, TokenId id) {
    std::uint32_t node = 0;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      std::uint32_t& next = node == 0 ? first_[byte] : edges_[key(node, byte)];
      if (next == 0) {
        ids_.push_back(-1);
        next = static_cast<std::uint32_t>(ids_.size());
      }
      node = next;
    }
    if (node != 0) ids_[node - 1] = id;
  }

  bool may_begin(char c) const { return first_[static_cast<unsigned char>(c)] != 0; }
  bool empty() const { return ids_.empty(); }

  // Calls found(length, id) for each text that `rest` begins with, shortest first.
  template <class Found>
  void each_prefix(std::string_view rest, Found&& found) const {
    std::uint32_t node = 0;
    for (std::size_t i = 0; i < rest.size(); ++i) {
      const auto byte = static_cast<unsigned char>(rest[i]);
      if (i == 0) {
        node = first_[byte];
      } else {
        const auto edge = edges_.find(key(node, byte));
        node = edge == edges_.end() ? 0 : edge->second;
      }
      if (node == 0) return;
      if (ids_[node - 1] >= 0) found(i + 1, ids_[node - 1]);
    }
  }

 private:
  static std::uint64_t key(std::uint32_t node, unsigned char byte) {
    return static_cast<std::uint64_t>(node) << 8 | byte;
  }
  std::array<std::uint32_t, 256> first_;  // nodes count from 1; 0 is none
  std::unordered_map<std::uint64_t, std::uint32_t> edges_;
  std::vector<TokenId> ids_;  // of node i at i - 1; -1 where no text ends
};

}  // namespace millrace::text
