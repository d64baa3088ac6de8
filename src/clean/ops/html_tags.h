// The tags of HTML as text: where one ends, and what kind its name is of. Pure functions.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace millrace::clean {

struct HtmlTag {
  std::string_view name;  // as it is written
  std::size_t end = 0;    // behind its '>'; npos: the text ends first
  bool closing = false;   // </name>
  bool empty = false;     // <name/>

  bool is(std::string_view lower) const;
  template <std::size_t N>
  bool is_any(const std::string_view (&lower)[N]) const {
    for (const auto& name_of : lower)
      if (is(name_of)) return true;
    return false;
  }
};

// The tag at `at`, where a '<' and perhaps a '/' stand before a letter.
HtmlTag read_tag(std::string_view html, std::size_t at);

// How the text behind a start tag is read.
enum class HtmlContent : std::uint8_t {
  kMarkup,
  kText,       // title, textarea: references, no tags
  kRaw,        // script, style, xmp, iframe, noembed, noframes: neither
  kPlaintext,  // all that follows
};
HtmlContent content_of(const HtmlTag& tag);
// Where the end tag of the raw element `tag` begins, from `from` on; npos: nowhere.
std::size_t raw_end(std::string_view html, std::size_t from, const HtmlTag& tag);

}  // namespace millrace::clean
