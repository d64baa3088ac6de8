// Which names from an archive become paths of ours. Pure functions; thread-safe.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace millrace::archive {

inline constexpr std::size_t kMaxPathBytes = 1024;
inline constexpr std::size_t kMaxNameBytes = 255;
inline constexpr std::size_t kMaxDepth = 64;

// "./a//b/" → "a/b"; "" for the root itself. kInvalid with words for absolute paths, "..", control
// characters, backslashes, names that are not UTF-8, and whatever is too long or too deep.
Result<std::string> clean_path(std::string_view raw);

// `target` of a symbolic link at the clean path `link` stays inside the tree, whatever other links
// do: relative, and ".." only at its front and no more of them than there are folders above the
// link.
Result<void> check_link(std::string_view link, std::string_view target);

// A name for messages: valid UTF-8, control characters escaped, cut at 120 characters.
std::string shown(std::string_view raw);

}  // namespace millrace::archive
