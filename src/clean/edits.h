// What a mapper does to a text: spans of it and what stands there instead, ascending and apart. A
// text with nothing to do has no edits and is never copied. Plain data, one thread's; meant to be
// cleared and used again, so that the buffers are made once.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::clean {

struct Edit {
  std::size_t begin = 0;  // bytes of the text that the operator was given
  std::size_t end = 0;
  std::string_view after;   // belongs to the Edits
  std::string_view reason;  // which rule it was, a constant; may be empty
};

class Edits {
 public:
  // At most about so many bytes are taken; what would need more is left out, and overflowed() says
  // so: patterns that users write may ask for anything. No limit at first.
  explicit Edits(std::size_t limit = SIZE_MAX) : limit_(limit) {}
  void clear();
  // [begin, end) becomes `after`. Spans come in order and do not overlap; what would change nothing
  // is better not said.
  void replace(std::size_t begin, std::size_t end, std::string_view after,
               std::string_view reason = {});
  void remove(std::size_t begin, std::size_t end, std::string_view reason = {}) {
    replace(begin, end, {}, reason);
  }

  // Whether a text of that size can still be taken.
  bool has_room(std::size_t after_bytes) const {
    const std::size_t used = after_.size() + spans_.size() * sizeof(Span);
    return used <= limit_ && after_bytes <= limit_ - used;
  }
  std::size_t limit() const { return limit_; }
  void overflow() { overflowed_ = true; }
  bool overflowed() const { return overflowed_; }

  bool empty() const { return spans_.empty(); }
  std::size_t size() const { return spans_.size(); }
  Edit operator[](std::size_t i) const;

  // `out` becomes `text` with the edits.
  void apply(std::string_view text, std::string& out) const;

 private:
  struct Span {
    std::size_t begin, end, after_begin, after_size;
    std::string_view reason;
  };
  std::size_t limit_;
  bool overflowed_ = false;
  std::vector<Span> spans_;
  std::string after_;
};

// The edits between two texts, for operators that make the new text whole: code point by code point
// where both have as many, else line by line, else one span between what both share at the ends.
void note_rewrite(std::string_view before, std::string_view after, std::string_view reason,
                  Edits& out);

// One change of one row, as provenance keeps it and undo reads it.
struct Change {
  std::string operator_name;
  std::size_t step = 0;  // of the recipe, from 0
  std::string field;
  std::size_t begin = 0;  // bytes of the field's text before this step
  std::size_t end = 0;
  std::string before;
  std::string after;
  std::string reason;
};
void append_changes(std::string_view before, const Edits& edits, std::string_view operator_name,
                    std::size_t step, std::string_view field, std::vector<Change>& out);
// The text before a step, from the text after it and the step's changes of this field in order;
// kInvalid if they are not of this text.
Result<std::string> undo_changes(std::string_view after, std::span<const Change> changes);

}  // namespace millrace::clean
