// Patterns that users write, as Python's, through RE2: time is linear in the text whatever the
// pattern is. What RE2 cannot do (look-around, back references) is refused when it is compiled.
// \d, \w and \s know all of Unicode; \b knows ASCII words only. Constant; thread-safe.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "clean/edits.h"

namespace millrace::clean {

// What stands in place of a match: text, with \1, \g<1>, \g<name>, \n and \\ as in Python.
class Pattern;
class Replacement {
 public:
  // kInvalid under `field` where a group is named that `pattern` (nullptr: none) does not have.
  static Result<Replacement> parse(std::string_view text, const Pattern* pattern,
                                   std::string_view field);
  // `groups`: of the match, the whole first.
  std::string expand(const std::vector<std::string_view>& groups) const;
  std::size_t expanded_size(const std::vector<std::string_view>& groups) const;

 private:
  struct Piece {
    std::string text;
    int group = -1;  // -1: the text
  };
  std::vector<Piece> pieces_;
};

class Pattern {
 public:
  // kInvalid under `field`. Accepts r'…' around a pattern, as recipes of Data-Juicer have it.
  static Result<Pattern> compile(std::string_view pattern, std::string_view field);

  // Every match, from left to right, is replaced.
  void replace_all(std::string_view text, const Replacement& with, std::string_view reason,
                   Edits& out) const;
  int group_count() const;
  int group_of(const std::string& name) const;  // -1: there is none

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

// The pattern in RE2's words, for tests.
Result<std::string> to_re2(std::string_view pattern);

}  // namespace millrace::clean
