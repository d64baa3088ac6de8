#include "text/jinja/split.h"

#include <algorithm>

#include "text/jinja/operators.h"
#include "text/jinja/utf8.h"

namespace millrace::text::jinja {
namespace {

std::vector<Piece> words_forward(std::string_view text, std::int64_t most) {
  std::vector<Piece> pieces;
  std::size_t at = leading_space(text);
  std::size_t length = 0;
  while (at < text.size()) {
    if (most >= 0 && static_cast<std::int64_t>(pieces.size()) == most) {
      pieces.push_back({at, text.size() - trailing_space(text)});
      return pieces;
    }
    const std::size_t begin = at;
    while (at < text.size() && !is_python_space(decode_at(text, at, length))) at += length;
    pieces.push_back({begin, at});
    at += leading_space(text.substr(at));
  }
  return pieces;
}

std::vector<Piece> words_backward(std::string_view text, std::int64_t most) {
  auto all = words_forward(text, -1);
  if (most < 0 || static_cast<std::int64_t>(all.size()) <= most + 1) return all;
  const std::size_t joined = all.size() - static_cast<std::size_t>(most);
  const std::size_t first_end = all[joined - 1].end;
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(joined));
  all.insert(all.begin(), {0, first_end});
  return all;
}

std::vector<Piece> separated_forward(std::string_view text, std::string_view separator,
                                     std::int64_t most) {
  std::vector<Piece> pieces;
  std::size_t begin = 0;
  while (most < 0 || static_cast<std::int64_t>(pieces.size()) < most) {
    const std::size_t at = find_bytes(text, separator, begin);
    if (at == std::string_view::npos) break;
    pieces.push_back({begin, at});
    begin = at + separator.size();
  }
  pieces.push_back({begin, text.size()});
  return pieces;
}

std::vector<Piece> separated_backward(std::string_view text, std::string_view separator,
                                      std::int64_t most) {
  std::vector<Piece> pieces;
  std::size_t end = text.size();
  while (most < 0 || static_cast<std::int64_t>(pieces.size()) < most) {
    const std::size_t at = end < separator.size() ? std::string_view::npos
                                                  : text.rfind(separator, end - separator.size());
    if (at == std::string_view::npos) break;
    pieces.push_back({at + separator.size(), end});
    end = at;
  }
  pieces.push_back({0, end});
  std::reverse(pieces.begin(), pieces.end());
  return pieces;
}

bool ends_line(char32_t c) {
  return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 ||
         c == 0x2029;
}

}  // namespace

std::vector<Piece> split_pieces(std::string_view text, std::string_view separator,
                                std::int64_t most, Direction direction) {
  const bool forward = direction == Direction::kForward;
  if (separator.empty()) return forward ? words_forward(text, most) : words_backward(text, most);
  return forward ? separated_forward(text, separator, most)
                 : separated_backward(text, separator, most);
}

std::vector<Piece> split_lines(std::string_view text, LineEnds ends) {
  std::vector<Piece> pieces;
  std::size_t begin = 0;
  std::size_t length = 0;
  for (std::size_t at = 0; at < text.size(); at += length) {
    const char32_t c = decode_at(text, at, length);
    if (!ends_line(c)) continue;
    if (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n') length = 2;
    pieces.push_back({begin, ends == LineEnds::kKeep ? at + length : at});
    begin = at + length;
  }
  if (begin < text.size()) pieces.push_back({begin, text.size()});
  return pieces;
}

}  // namespace millrace::text::jinja
