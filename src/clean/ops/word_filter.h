// Texts as lines of columns of words, as Data-Juicer takes them apart at line breaks, tabs and
// blanks and puts them together again: what separates two words that stay is one character, and
// lines without words are gone. Pure.
#pragma once
#include <algorithm>
#include <string_view>

#include "clean/edits.h"

namespace millrace::clean {

// keep(word) says whether a word stays.
template <class Keep>
void filter_words(std::string_view text, std::string_view reason, Edits& out, Keep&& keep) {
  std::size_t kept_end = 0;  // of the last word that stayed
  bool first = true;
  const auto gap = [&](std::size_t begin) {
    const std::string_view between = text.substr(kept_end, begin - kept_end);
    std::string_view separator = " ";
    if (first || begin == text.size())
      separator = "";
    else if (between.find('\n') != between.npos)
      separator = "\n";
    else if (between.find('\t') != between.npos)
      separator = "\t";
    if (between != separator) out.replace(kept_end, begin, separator, reason);
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(" \t\n", at);
    if (begin == text.npos) break;
    const std::size_t end = std::min(text.find_first_of(" \t\n", begin), text.size());
    at = end;
    if (!keep(text.substr(begin, end - begin))) continue;
    gap(begin);
    kept_end = end;
    first = false;
  }
  gap(text.size());
}

}  // namespace millrace::clean
