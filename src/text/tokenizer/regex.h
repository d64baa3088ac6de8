// Regular expressions of tokenizer.json files, on PCRE2 with its compiler to machine code. A
// pattern is constant and shared; the work space belongs to one thread. Matching has a budget: an
// expression that explodes finds no more matches.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "text/tokenizer/aligned_text.h"

namespace millrace::text {

class RegexWork {
 public:
  RegexWork();
  ~RegexWork();
  RegexWork(RegexWork&&) noexcept;
  RegexWork& operator=(RegexWork&&) noexcept;

 private:
  friend class Regex;
  struct State;
  std::unique_ptr<State> state_;
};

class Regex {
 public:
  static Result<Regex> compile(std::string_view pattern);
  ~Regex();
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;

  // Each match in order, as in Rust's find_iter: an empty one does not touch the match before it.
  void each_match(std::string_view text, RegexWork& work,
                  const std::function<void(Span)>& found) const;

 private:
  struct State;
  explicit Regex(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// `\s` of PCRE2 has U+180E, that of Hugging Face has not: the same expression in sets that agree.
std::string with_unicode_white_space(std::string_view pattern);

}  // namespace millrace::text
