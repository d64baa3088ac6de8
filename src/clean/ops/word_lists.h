// Lists of words by language: a small one of our own, or a file of Data-Juicer's form. Constant;
// thread-safe.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "clean/operator.h"

namespace millrace::clean {

enum class ListKind : std::uint8_t { kStopwords, kFlagged };

class WordList {
 public:
  // `folder` empty: our own. lang "all": every language of the list.
  static Result<WordList> load(ListKind kind, std::string_view lang, const std::string& folder,
                               const Context& context);
  // Of the words, how many are in the list; 0 of none.
  double share_of(const std::vector<std::string>& words) const;

 private:
  std::unordered_set<std::string> words_;
};

}  // namespace millrace::clean
