#include "clean/ops/link_scanner.h"

#include <algorithm>

#include "clean/ops/code_points.h"

namespace millrace::clean {
namespace {

using text::CharClass;
using text::CharClasses;

constexpr std::size_t kNone = std::string_view::npos;

struct Next {
  char32_t code;
  std::size_t size;
};

Next at(std::string_view text, std::size_t i) {
  const auto c = text::decode_valid(text.data() + i);
  return {c.code, c.size};
}

// [a-z] without regard to case, in which Python finds three letters beyond ASCII too.
bool is_letter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == 0x130 || c == 0x17f ||
         c == 0x212a;
}
bool is_digit(char32_t c) {
  return c >= '0' && c <= '9';
}
bool is_word(char32_t c) {
  if (c < 0x80) return is_letter(c) || is_digit(c) || c == '_';
  return CharClasses::table().is(c, CharClass::kWord);
}
bool is_host(char32_t c) {
  return is_letter(c) || is_digit(c) || c == '.' || c == '-';
}
bool is_white(char32_t c) {
  return CharClasses::table().is(c, CharClass::kSpace);
}
// [^\s()<>]
bool is_body(char32_t c) {
  return c != '(' && c != ')' && c != '<' && c != '>' && !is_white(c);
}
// May a link end with it? Only asked of what is_body().
bool is_last(char32_t c) {
  constexpr std::u32string_view kNot = U"`![]{};:'\".,?\u00ab\u00bb\u201c\u201d\u2018\u2019";
  return kNot.find(c) == kNot.npos;
}

bool boundary(std::string_view text, std::size_t i) {
  const bool before = i > 0 && is_word(at(text, previous(text, i)).code);
  return before != is_word(at(text, i).code);
}

}  // namespace

LinkScanner::LinkScanner(std::string_view text)
    : text_(text), dot_(text.find('.')), slash_(text.find('/')), colon_(text.find(':')) {}

// "www." or "www2.", "://" or ":x", ".com/": only behind one of these can a link begin.
bool LinkScanner::is_head_end(std::size_t i) const {
  if (i == 0) return false;
  const char before = text_[i - 1];
  switch (text_[i]) {
    case '.':
      return before == 'w' || before == 'W' || is_digit(static_cast<unsigned char>(before)) ||
             static_cast<unsigned char>(before) >= 0x80;
    case ':': {
      if (i + 1 == text_.size()) return false;
      const char32_t next = at(text_, i + 1).code;
      return next == '/' || next == '%' || is_letter(next) || is_digit(next);
    }
    default: {
      std::size_t letters = 0, j = i;
      while (letters < 5 && j > 0) {
        const std::size_t k = previous(text_, j);
        if (!is_letter(at(text_, k).code)) break;
        j = k;
        ++letters;
      }
      return letters >= 2 && letters <= 4 && j > 0 && text_[j - 1] == '.';
    }
  }
}

std::size_t LinkScanner::next_trigger(std::size_t from) {
  const auto catch_up = [&](std::size_t& cursor, char c) {
    if (cursor != kNone && cursor < from) cursor = text_.find(c, from);
  };
  catch_up(dot_, '.');
  catch_up(slash_, '/');
  catch_up(colon_, ':');
  for (;;) {
    std::size_t& first =
        dot_ < slash_ ? (dot_ < colon_ ? dot_ : colon_) : (slash_ < colon_ ? slash_ : colon_);
    if (first == kNone || is_head_end(first)) return first;
    first = text_.find(text_[first], first + 1);
  }
}

std::optional<LinkScanner::Link> LinkScanner::next() {
  for (;;) {
    if (at_ < window_) {
      if (const auto link = scan(at_, window_)) {
        at_ = link->end;
        return link;
      }
      at_ = window_;
    }
    const std::size_t trigger = next_trigger(at_);
    if (trigger == kNone) return std::nullopt;
    // The head holds no white space: it begins in the piece around the trigger.
    std::size_t begin = trigger;
    while (begin > at_) {
      const std::size_t before = previous(text_, begin);
      if (is_white(at(text_, before).code)) break;
      begin = before;
    }
    std::size_t end = trigger;
    while (end < text_.size()) {
      const Next c = at(text_, end);
      if (is_white(c.code)) break;
      end += c.size;
    }
    at_ = begin;
    window_ = end;
  }
}

std::optional<LinkScanner::Link> LinkScanner::scan(std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end;) {
    const Next c = at(text_, i);
    if (is_host(c.code) && boundary(text_, i))
      if (const std::size_t link_end = match_at(i); link_end != kNone) return Link{i, link_end};
    i += c.size;
  }
  return std::nullopt;
}

std::size_t LinkScanner::match_at(std::size_t begin) {
  if (const std::size_t end = scheme_link(begin); end != kNone) return end;
  if (const std::size_t end = www_link(begin); end != kNone) return end;
  return host_link(begin);
}

// [a-z][\w-]+:(?:/{1,3}|[a-z0-9%])
std::size_t LinkScanner::scheme_link(std::size_t begin) {
  const Next first = at(text_, begin);
  if (!is_letter(first.code)) return kNone;
  if (scheme_run_end_ <= begin) scheme_run_end_ = begin;
  while (scheme_run_end_ < text_.size()) {
    const Next c = at(text_, scheme_run_end_);
    if (c.code != '-' && !is_word(c.code)) break;
    scheme_run_end_ += c.size;
  }
  const std::size_t colon = scheme_run_end_;
  if (colon <= begin + first.size || colon + 1 >= text_.size() || text_[colon] != ':') return kNone;
  std::size_t slashes = 0;
  while (slashes < 3 && colon + 1 + slashes < text_.size() && text_[colon + 1 + slashes] == '/')
    ++slashes;
  for (; slashes > 0; --slashes)
    if (const std::size_t end = body_end(colon + 1 + slashes); end != kNone) return end;
  const Next c = at(text_, colon + 1);
  if (is_letter(c.code) || is_digit(c.code) || c.code == '%') return body_end(colon + 1 + c.size);
  return kNone;
}

// www\d{0,3}[.]
std::size_t LinkScanner::www_link(std::size_t begin) const {
  std::size_t i = begin;
  for (int n = 0; n < 3; ++n, ++i)
    if (i >= text_.size() || (text_[i] != 'w' && text_[i] != 'W')) return kNone;
  for (int n = 0; n < 3 && i < text_.size(); ++n) {
    const Next c = at(text_, i);
    if (!is_decimal_digit(c.code)) break;
    i += c.size;
  }
  return i < text_.size() && text_[i] == '.' ? body_end(i + 1) : kNone;
}

// [a-z0-9.\-]+[.][a-z]{2,4}/
std::size_t LinkScanner::host_link(std::size_t begin) {
  if (host_run_end_ <= begin) host_run_end_ = begin;
  while (host_run_end_ < text_.size()) {
    const Next c = at(text_, host_run_end_);
    if (!is_host(c.code)) break;
    host_run_end_ += c.size;
  }
  const std::size_t slash = host_run_end_;
  if (slash >= text_.size() || text_[slash] != '/' || !is_head_end(slash)) return kNone;
  const std::size_t dot = text_.rfind('.', slash);
  return dot > begin ? body_end(slash + 1) : kNone;
}

// The end of the group in brackets that opens at `open`, which may hold one more level; or kNone.
std::size_t LinkScanner::group_end(std::size_t open) const {
  for (std::size_t i = open + 1; i < text_.size();) {
    if (text_[i] == ')') return i + 1;
    if (text_[i] == '(') {
      const std::size_t end = run_end(i + 1, nullptr);
      if (end == i + 1 || end >= text_.size() || text_[end] != ')') return kNone;
      i = end + 1;
      continue;
    }
    const std::size_t end = run_end(i, nullptr);
    if (end == i) return kNone;
    i = end;
  }
  return kNone;
}

// The end of the run of [^\s()<>] from `begin` on; *last_good: behind the last character of it with
// which a link may end, where there is one.
std::size_t LinkScanner::run_end(std::size_t begin, std::size_t* last_good) const {
  std::size_t i = begin;
  while (i < text_.size()) {
    const Next c = at(text_, i);
    if (!is_body(c.code)) break;
    i += c.size;
    if (last_good != nullptr && is_last(c.code)) *last_good = i;
  }
  return i;
}

// The end of what follows a head: at least one piece, and then a group or a character that may be
// the last. Greedy: as far as the pieces go, less what may not be the last.
std::size_t LinkScanner::body_end(std::size_t begin) const {
  std::size_t end = kNone;  // of the longest link so far
  for (std::size_t i = begin; i < text_.size();) {
    if (text_[i] == '(') {
      const std::size_t close = group_end(i);
      if (close == kNone) break;
      if (i > begin) end = close;
      i = close;
      continue;
    }
    std::size_t from = i;
    if (i == begin) {  // the first character is the piece that there must be
      const Next c = at(text_, i);
      if (!is_body(c.code)) break;
      from += c.size;
    }
    const std::size_t run = run_end(from, &end);
    if (run == i) break;
    i = run;
  }
  return end;
}

}  // namespace millrace::clean
