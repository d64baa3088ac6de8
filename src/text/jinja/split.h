// Where str.split and str.splitlines cut. Pure functions.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace millrace::text::jinja {

struct Piece {
  std::size_t begin, end;  // bytes
};
enum class Direction { kForward, kBackward };
enum class LineEnds { kDrop, kKeep };

// At runs of white space where `separator` is empty. At most `most` cuts if it is not negative,
// counted from the front or from the back.
std::vector<Piece> split_pieces(std::string_view text, std::string_view separator,
                                std::int64_t most, Direction direction);
std::vector<Piece> split_lines(std::string_view text, LineEnds ends);

}  // namespace millrace::text::jinja
