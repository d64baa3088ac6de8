// Named references of characters of HTML. Constant; thread-safe.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace millrace::clean {

struct Reference {
  std::size_t size = 0;  // bytes of the reference; 0: it is none
  std::string text;      // UTF-8
};
// The reference that begins with the '&' at the front of `text`: by name, or by number.
Reference read_reference(std::string_view text);

}  // namespace millrace::clean
