#include "objects/xml.h"

#include "base/strings.h"

namespace millrace::objects {
namespace {

constexpr int kDeepest = 32;

Error broken(std::string_view what) {
  return fail(ErrorCode::kCorrupt, "the answer is no XML that is understood: " + std::string(what));
}

void append_utf8(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr std::uint32_t kLead[] = {0, 0xC0, 0xE0, 0xF0};
  out += static_cast<char>(kLead[more] | c >> (6 * more));
  for (int i = more - 1; i >= 0; --i) out += static_cast<char>(0x80 | ((c >> (6 * i)) & 0x3F));
}

// "&#x6570;" without its '&' and ';'.
bool append_character(std::string& out, std::string_view entity) {
  constexpr std::pair<std::string_view, char> kNamed[] = {
      {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  for (const auto& [name, c] : kNamed)
    if (entity == name) {
      out += c;
      return true;
    }
  if (!entity.starts_with('#') || entity.size() > 9) return false;
  const bool hex = entity.starts_with("#x");
  std::uint32_t c = 0;
  entity.remove_prefix(hex ? 2 : 1);
  if (entity.empty()) return false;
  for (const char d : entity) {
    const std::size_t digit =
        std::string_view("0123456789abcdef").find(static_cast<char>(d | (d >= 'A' ? 0x20 : 0)));
    if (digit == std::string_view::npos || (!hex && digit > 9)) return false;
    c = c * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit);
  }
  if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return false;
  append_utf8(out, c);
  return true;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : left_(text) {}

  Result<XmlNode> document() {
    TRY(skip_prologue());
    XmlNode root;
    TRY(element(root, 0));
    return root;
  }

 private:
  Result<void> skip_to(std::string_view end) {
    const std::size_t at = left_.find(end);
    if (at == left_.npos) return broken("it is cut");
    left_.remove_prefix(at + end.size());
    return {};
  }

  // Declarations and comments, with blanks between them.
  Result<void> skip_prologue() {
    for (;;) {
      left_.remove_prefix(std::min(left_.find_first_not_of(" \t\r\n\xEF\xBB\xBF"), left_.size()));
      if (left_.starts_with("<?"))
        TRY(skip_to("?>"));
      else if (left_.starts_with("<!--"))
        TRY(skip_to("-->"));
      else
        return {};
    }
  }

  // At '<' of a start tag. True when it has content.
  Result<bool> start_tag(XmlNode& node) {
    if (!left_.starts_with('<')) return broken("a tag is missing");
    const std::size_t end = left_.find('>');
    if (end == left_.npos) return broken("it is cut");
    std::string_view inside = left_.substr(1, end - 1);
    left_.remove_prefix(end + 1);
    const bool empty = inside.ends_with('/');
    if (empty) inside.remove_suffix(1);
    std::string_view name = inside.substr(0, inside.find_first_of(" \t\r\n"));
    if (name.empty() || name[0] == '!' || name[0] == '/') return broken("a tag has no name");
    if (const auto colon = name.find(':'); colon != name.npos) name.remove_prefix(colon + 1);
    node.name = name;
    return !empty;
  }

  Result<void> text(std::string& out) {
    while (!left_.empty() && left_[0] != '<') {
      if (left_[0] != '&') {
        const std::size_t plain = std::min(left_.find_first_of("<&"), left_.size());
        out += left_.substr(0, plain);
        left_.remove_prefix(plain);
        continue;
      }
      const std::size_t end = left_.substr(0, 12).find(';');
      if (end == left_.npos || !append_character(out, left_.substr(1, end - 1)))
        return broken("a character is written wrongly");
      left_.remove_prefix(end + 1);
    }
    return {};
  }

  Result<void> element(XmlNode& node, int depth) {
    if (depth > kDeepest) return broken("it is too deep");
    TRY_ASSIGN(const bool content, start_tag(node));
    if (!content) return {};
    for (;;) {
      TRY(text(node.text));
      if (left_.empty()) return broken("it is cut");
      if (left_.starts_with("</")) return skip_to(">");
      if (left_.starts_with("<!--")) {
        TRY(skip_to("-->"));
        continue;
      }
      TRY(element(node.children.emplace_back(), depth + 1));
    }
  }

  std::string_view left_;
};

}  // namespace

const XmlNode* XmlNode::find(std::string_view child) const {
  for (const auto& c : children)
    if (c.name == child) return &c;
  return nullptr;
}

std::string XmlNode::text_of(std::string_view child) const {
  const XmlNode* found = find(child);
  return found != nullptr ? found->text : std::string();
}

Result<XmlNode> parse_xml(std::string_view text) {
  return Parser(text).document();
}

}  // namespace millrace::objects
