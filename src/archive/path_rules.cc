#include "archive/path_rules.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace millrace::archive {
namespace {

bool has_control(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7f) return true;
    // U+0080–U+009F, and the marks that turn the direction of writing (U+202A–E, U+2066–9): they
    // show one name and mean another.
    const auto byte = [&](std::size_t k) {
      return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0;
    };
    if (c == 0xc2 && byte(1) < 0xa0) return true;
    if (c == 0xe2 && byte(1) == 0x80 && byte(2) >= 0xaa && byte(2) <= 0xae) return true;
    if (c == 0xe2 && byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9) return true;
  }
  return false;
}

Error refused(std::string_view raw, std::string_view why) {
  return fail(ErrorCode::kInvalid,
              fmt::format("there is a file \"{}\", which {}", shown(raw), why));
}

}  // namespace

std::string shown(std::string_view raw) {
  constexpr std::size_t kMost = 120;
  std::string out;
  for (const char c : base::to_valid_utf8(raw.substr(0, kMost))) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f)
      out += fmt::format("\\x{:02x}", byte);
    else
      out += c;
  }
  return raw.size() > kMost ? out + "…" : out;
}

Result<std::string> clean_path(std::string_view raw) {
  if (!base::is_utf8(raw)) return refused(raw, "is not UTF-8: give it a name that is");
  if (has_control(raw)) return refused(raw, "has control characters in its name: rename it");
  if (raw.find('\\') != raw.npos)
    return refused(raw, "has a backslash in its name: folders are divided by forward slashes");
  if (raw.starts_with('/'))
    return refused(raw, "is an absolute path: make it relative to its folder");
  std::string path;
  std::size_t depth = 0;
  for (const auto part : base::split(raw, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == "..") return refused(raw, "leads out of its folder with \"..\"");
    if (part.size() > kMaxNameBytes) return refused(raw, "has a name longer than 255 bytes");
    if (++depth > kMaxDepth) return refused(raw, "is nested more than 64 folders deep");
    if (!path.empty()) path += '/';
    path += part;
  }
  if (path.size() > kMaxPathBytes) return refused(raw, "has a path longer than 1024 bytes");
  return path;
}

Result<void> check_link(std::string_view link, std::string_view target) {
  const auto bad = [&](std::string_view why) {
    return fail(ErrorCode::kInvalid, fmt::format("the archive's link \"{}\" → \"{}\" {}",
                                                 shown(link), shown(target), why));
  };
  if (target.empty() || target.size() > kMaxPathBytes) return bad("has no usable target");
  if (!base::is_utf8(target) || has_control(target))
    return bad("has a target that is no clean name");
  if (target.starts_with('/')) return bad("is absolute: links must stay inside the archive");
  std::size_t folders_above = 0;
  for (const char c : link) folders_above += c == '/';
  bool named = false;
  for (const auto part : base::split(target, '/')) {
    if (part == "..") {
      // After a name ".." depends on what that name is: another link could make it lead anywhere.
      if (named) return bad("has \"..\" behind a name");
      if (folders_above-- == 0) return bad("leads out of the archive");
    } else if (!part.empty() && part != ".") {
      named = true;
    }
  }
  return {};
}

}  // namespace millrace::archive
