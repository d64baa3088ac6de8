#include "clean/edits.h"

#include "base/check.h"
#include "base/strings.h"
#include "text/unicode/utf8.h"

namespace millrace::clean {
namespace {

std::size_t count_lines(std::string_view text) {
  std::size_t lines = 1;
  for (const char c : text) lines += c == '\n' ? 1U : 0U;
  return lines;
}

// One span between what both texts share at their ends, which are ends of code points.
void note_middle(std::string_view before, std::string_view after, std::size_t offset,
                 std::string_view reason, Edits& out) {
  if (before == after) return;
  const std::size_t shorter = before.size() < after.size() ? before.size() : after.size();
  std::size_t head = 0;
  while (head < shorter && before[head] == after[head]) ++head;
  const auto inside = [](std::string_view text, std::size_t at) {
    return at < text.size() && text::is_continuation(text[at]);
  };
  while (head > 0 && (inside(before, head) || inside(after, head))) --head;
  std::size_t tail = 0;
  while (tail < shorter - head &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
    ++tail;
  while (tail > 0 && (inside(before, before.size() - tail) || inside(after, after.size() - tail)))
    --tail;
  out.replace(offset + head, offset + before.size() - tail,
              after.substr(head, after.size() - tail - head), reason);
}

// Both have as many code points: a run of those that differ is a span.
void note_code_points(std::string_view before, std::string_view after, std::string_view reason,
                      Edits& out) {
  std::size_t b = 0, a = 0;
  std::size_t run_b = 0, run_a = 0;
  bool running = false;
  const auto end_run = [&] {
    if (running) out.replace(run_b, b, after.substr(run_a, a - run_a), reason);
    running = false;
  };
  while (b < before.size() && a < after.size()) {
    const std::size_t size_b = text::decode_valid(before.data() + b).size;
    const std::size_t size_a = text::decode_valid(after.data() + a).size;
    if (before.substr(b, size_b) == after.substr(a, size_a)) {
      end_run();
    } else if (!running) {
      running = true;
      run_b = b;
      run_a = a;
    }
    b += size_b;
    a += size_a;
  }
  end_run();
}

}  // namespace

void Edits::clear() {
  spans_.clear();
  after_.clear();
  overflowed_ = false;
}

void Edits::replace(std::size_t begin, std::size_t end, std::string_view after,
                    std::string_view reason) {
  CHECK(begin <= end && (spans_.empty() || spans_.back().end <= begin));
  if (!has_room(after.size())) return overflow();
  spans_.push_back({begin, end, after_.size(), after.size(), reason});
  after_ += after;
}

Edit Edits::operator[](std::size_t i) const {
  const Span& s = spans_[i];
  return {s.begin, s.end, std::string_view(after_).substr(s.after_begin, s.after_size), s.reason};
}

void Edits::apply(std::string_view text, std::string& out) const {
  out.clear();
  std::size_t at = 0;
  for (const Span& s : spans_) {
    CHECK(s.end <= text.size());
    out.append(text, at, s.begin - at);
    out.append(after_, s.after_begin, s.after_size);
    at = s.end;
  }
  out.append(text, at);
}

void note_rewrite(std::string_view before, std::string_view after, std::string_view reason,
                  Edits& out) {
  if (before == after) return;
  if (base::utf8_length(before) == base::utf8_length(after))
    return note_code_points(before, after, reason, out);
  if (count_lines(before) != count_lines(after)) return note_middle(before, after, 0, reason, out);
  std::size_t b = 0;
  for (std::size_t a = 0; a <= after.size();) {
    const std::size_t end_b = std::min(before.find('\n', b), before.size());
    const std::size_t end_a = std::min(after.find('\n', a), after.size());
    note_middle(before.substr(b, end_b - b), after.substr(a, end_a - a), b, reason, out);
    b = end_b + 1;
    a = end_a + 1;
  }
}

void append_changes(std::string_view before, const Edits& edits, std::string_view operator_name,
                    std::size_t step, std::string_view field, std::vector<Change>& out) {
  for (std::size_t i = 0; i < edits.size(); ++i) {
    const Edit e = edits[i];
    out.push_back({.operator_name = std::string(operator_name),
                   .step = step,
                   .field = std::string(field),
                   .begin = e.begin,
                   .end = e.end,
                   .before = std::string(before.substr(e.begin, e.end - e.begin)),
                   .after = std::string(e.after),
                   .reason = std::string(e.reason)});
  }
}

Result<std::string> undo_changes(std::string_view after, std::span<const Change> changes) {
  std::string before;
  std::size_t at = 0;  // of `after`
  for (const Change& c : changes) {
    const Error wrong =
        fail(ErrorCode::kInvalid,
             "these changes are not of this text: undo what was done to it later first");
    if (c.begin < before.size() || c.end - c.begin != c.before.size()) return wrong;
    const std::size_t kept = c.begin - before.size();
    if (kept > after.size() - at || after.substr(at + kept, c.after.size()) != c.after)
      return wrong;
    before.append(after, at, kept);
    before += c.before;
    at += kept + c.after.size();
  }
  before.append(after, at);
  return before;
}

}  // namespace millrace::clean
