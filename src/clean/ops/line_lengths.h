// The lines of a text as Python's splitlines() cuts them. Plain data.
#pragma once
#include <cstddef>
#include <string_view>

namespace millrace::clean {

struct LineLengths {
  explicit LineLengths(std::string_view text);
  std::size_t count = 0;
  std::size_t longest = 0;  // code points
};

}  // namespace millrace::clean
