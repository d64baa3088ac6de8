// Tokens that are found in the text before anything else is done to it: special ones and those that
// were added to a vocabulary later. Constant after they were added, then shared by threads.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "text/tokenizer/aligned_text.h"
#include "text/tokenizer/token_trie.h"

namespace millrace::text {

struct AddedToken {
  TokenId id = 0;
  std::string content;
  bool single_word = false;  // only where no letter touches it
  bool lstrip = false;       // takes white space before it
  bool rstrip = false;       // and behind it
  bool normalized = true;    // is looked for after normalisation
  bool special = false;
};

// What added tokens do in a text.
enum class AddedTokenUse : std::uint8_t {
  kParse,          // all are tokens
  kSpecialAsText,  // special ones are text like any other
  kAllAsText,
};

class AddedTokenSet {
 public:
  struct Piece {
    Span span;
    TokenId id;  // -1: text between tokens
  };

  void add(AddedToken token, std::string_view form);  // form: what is looked for
  bool empty() const { return tokens_.empty(); }
  // Cuts text[range] into tokens and what lies between; leftmost first, longest there.
  void cut(std::string_view text, AddedTokenUse use, std::vector<Piece>& pieces) const;

 private:
  struct Match {
    Span span;
    const AddedToken* token;
  };
  Match match_at(std::string_view text, std::size_t at) const;

  std::vector<AddedToken> tokens_;
  TokenTrie trie_;  // of indexes into tokens_
};

}  // namespace millrace::text
