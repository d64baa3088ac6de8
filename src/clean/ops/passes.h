// Mappers that work in several passes, each on what the last one made: the edits of all of them
// together, in terms of the first text. A pass that does nothing costs nothing. One thread's.
#pragma once
#include <string>
#include <string_view>

#include "clean/edits.h"

namespace millrace::clean {

class Passes {
 public:
  // `out` is empty, and holds the result after every pass.
  Passes(std::string_view text, Edits& out) : before_(text), out_(out), step_(out.limit()) {}

  // What the next pass reads.
  std::string_view text() const { return out_.empty() ? before_ : std::string_view(middle_); }
  // pass(text, edits) adds its edits of the text.
  template <class Pass>
  void run(Pass&& pass) {
    if (out_.overflowed()) return;
    step_.clear();
    pass(text(), step_);
    if (step_.overflowed()) return out_.overflow();
    if (!step_.empty()) end_pass();
  }

 private:
  void end_pass();

  std::string_view before_;
  Edits& out_;
  std::string middle_;
  Edits step_;
};

// `second` edits `middle`, which is `before` with the edits of `first`: both as edits of `before`.
// Edits that touch become one.
void compose(std::string_view middle, const Edits& first, const Edits& second, Edits& out);

}  // namespace millrace::clean
