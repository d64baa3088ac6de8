#include "clean/ops/pattern.h"

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/strings.h"
#include "text/unicode/utf8.h"

namespace millrace::clean {
namespace {

constexpr std::size_t kMaxPattern = 16 << 10;
constexpr std::int64_t kMaxMemory = std::int64_t{32} << 20;  // of one pattern and its automaton
constexpr std::string_view kSpaces =
    R"(\t-\r \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";
constexpr std::string_view kWord = R"(\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc})";

// One escape, `c` behind the backslash; moves `at` beyond what it takes.
Result<std::string> translate_escape(std::string_view pattern, std::size_t& at, bool in_class) {
  const char c = pattern[at++];
  const auto classes = [in_class](std::string_view set) {
    return in_class ? std::string(set) : fmt::format("[{}]", set);
  };
  switch (c) {
    case 'd':
      return std::string(R"(\p{Nd})");
    case 'D':
      return std::string(R"(\P{Nd})");
    case 'w':
      return classes(kWord);
    case 's':
      return classes(kSpaces);
    case 'W':
    case 'S':
      if (in_class)
        return fail(ErrorCode::kInvalid, fmt::format(R"(\{} cannot stand inside of [])", c));
      return fmt::format("[^{}]", c == 'W' ? kWord : kSpaces);
    case 'Z':
      return std::string(R"(\z)");
    case 'u':
    case 'U': {
      const std::size_t digits = c == 'u' ? 4 : 8;
      const std::string_view hex = pattern.substr(at, digits);
      if (hex.size() < digits || hex.find_first_not_of("0123456789abcdefABCDEF") != hex.npos)
        return fail(ErrorCode::kInvalid, fmt::format(R"(\{} needs {} digits)", c, digits));
      at += digits;
      return fmt::format(R"(\x{{{}}})", hex);
    }
    case '_':
      return std::string("_");
    default:
      break;
  }
  if (c >= '1' && c <= '9' && !in_class)
    return fail(ErrorCode::kInvalid,
                fmt::format(R"(\{} (the same text again) is not offered: it cannot be )"
                            "searched for in linear time",
                            c));
  if (static_cast<unsigned char>(c) < 0x80) return std::string{'\\', c};
  return std::string(1, c);  // the first byte of a character that needs no backslash
}

}  // namespace

Result<std::string> to_re2(std::string_view pattern) {
  if (!base::is_utf8(pattern)) return fail(ErrorCode::kInvalid, "is not UTF-8");
  if (pattern.size() > kMaxPattern) return fail(ErrorCode::kInvalid, "is longer than 16 KiB");
  std::string out;
  bool in_class = false;
  for (std::size_t at = 0; at < pattern.size();) {
    const char c = pattern[at++];
    if (c == '\\' && at < pattern.size()) {
      TRY_ASSIGN(const std::string escape, translate_escape(pattern, at, in_class));
      out += escape;
      continue;
    }
    if (in_class && c == '[' && pattern.substr(at, 1) != ":") {
      out += "\\[";  // a bracket like any other, in Python
      continue;
    }
    if (!in_class && c == '(' && pattern.substr(at, 2) == "?<" && pattern.substr(at, 3) != "?<=" &&
        pattern.substr(at, 3) != "?<!") {
      out += "(?P<";
      at += 2;
      continue;
    }
    if (!in_class && c == '[') {
      in_class = true;
      out += c;
      if (pattern.substr(at, 1) == "^") out += pattern[at++];
      if (pattern.substr(at, 1) == "]") {  // first in its class it is a bracket
        out += "\\]";
        ++at;
      }
      continue;
    }
    if (in_class && c == ']') in_class = false;
    out += c;
  }
  return out;
}

struct Pattern::State {
  State(const std::string& pattern, const RE2::Options& options) : re(pattern, options) {}
  RE2 re;
};

Result<Pattern> Pattern::compile(std::string_view pattern, std::string_view field) {
  if (pattern.size() > 2 && pattern[0] == 'r' && (pattern[1] == '\'' || pattern[1] == '"') &&
      pattern.back() == pattern[1])
    pattern = pattern.substr(2, pattern.size() - 3);
  const auto translated = to_re2(pattern);
  if (!translated) return base::invalid_field(std::string(field), translated.error().message);
  RE2::Options options;
  options.set_log_errors(false);
  options.set_dot_nl(true);
  options.set_max_mem(kMaxMemory);
  Pattern made;
  auto state = std::make_shared<State>(*translated, options);
  if (!state->re.ok())
    return base::invalid_field(
        std::string(field),
        fmt::format("is not a pattern that can be searched for in linear time: {}",
                    state->re.error()));
  made.state_ = std::move(state);
  return made;
}

int Pattern::group_count() const {
  return state_->re.NumberOfCapturingGroups();
}

int Pattern::group_of(const std::string& name) const {
  const auto& names = state_->re.NamedCapturingGroups();
  const auto at = names.find(name);
  return at == names.end() ? -1 : at->second;
}

void Pattern::replace_all(std::string_view text, const Replacement& with, std::string_view reason,
                          Edits& out) const {
  const re2::StringPiece whole(text.data(), text.size());
  std::vector<re2::StringPiece> found(static_cast<std::size_t>(group_count()) + 1);
  std::vector<std::string_view> groups(found.size());
  std::size_t at = 0;
  while (at <= text.size() && state_->re.Match(whole, at, text.size(), RE2::UNANCHORED,
                                               found.data(), static_cast<int>(found.size()))) {
    for (std::size_t i = 0; i < found.size(); ++i)
      groups[i] = found[i].data() == nullptr ? std::string_view{}
                                             : std::string_view(found[i].data(), found[i].size());
    const auto begin = static_cast<std::size_t>(found[0].data() - text.data());
    const std::size_t end = begin + found[0].size();
    if (!out.has_room(with.expanded_size(groups))) return out.overflow();
    const std::string after = with.expand(groups);
    if (after != groups[0]) out.replace(begin, end, after, reason);
    at = end;
    if (begin == end)  // an empty match: go on behind the next character
      at += end < text.size() ? text::decode_valid(text.data() + end).size : 1;
  }
}

Result<Replacement> Replacement::parse(std::string_view text, const Pattern* pattern,
                                       std::string_view field) {
  Replacement made;
  const int groups = pattern == nullptr ? 0 : pattern->group_count();
  const auto wrong = [&](std::string_view what) {
    return base::invalid_field(std::string(field), fmt::format("{}", what));
  };
  std::string literal;
  const auto add_group = [&](int group) {
    made.pieces_.push_back({std::move(literal), -1});
    literal.clear();
    made.pieces_.push_back({{}, group});
  };
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at++];
    if (c != '\\') {
      literal += c;
      continue;
    }
    if (at == text.size()) return wrong("ends with a single backslash; write two for one");
    const char e = text[at++];
    if (e >= '0' && e <= '9') {
      int group = e - '0';
      if (at < text.size() && text[at] >= '0' && text[at] <= '9')
        group = group * 10 + (text[at++] - '0');
      if (group > groups) return wrong(fmt::format("\\{}: the pattern has no such group", group));
      add_group(group);
    } else if (e == 'g') {
      const std::size_t close = text.find('>', at);
      if (text.substr(at, 1) != "<" || close == text.npos) return wrong(R"(\g must be \g<NAME>)");
      const std::string name(text.substr(at + 1, close - at - 1));
      at = close + 1;
      const auto number = base::parse_int(name);
      const int group = number && *number >= 0 && *number <= groups ? static_cast<int>(*number)
                        : pattern != nullptr                        ? pattern->group_of(name)
                                                                    : -1;
      if (group < 0) return wrong(fmt::format("\\g<{}>: the pattern has no such group", name));
      add_group(group);
    } else if (e == 'n')
      literal += '\n';
    else if (e == 't')
      literal += '\t';
    else if (e == 'r')
      literal += '\r';
    else if (e == '\\')
      literal += '\\';
    else
      return wrong(fmt::format("\\{}: write two backslashes for one", e));
  }
  if (!literal.empty()) made.pieces_.push_back({std::move(literal), -1});
  return made;
}

std::size_t Replacement::expanded_size(const std::vector<std::string_view>& groups) const {
  std::size_t size = 0;
  for (const auto& piece : pieces_) {
    if (piece.group < 0)
      size += piece.text.size();
    else if (static_cast<std::size_t>(piece.group) < groups.size())
      size += groups[static_cast<std::size_t>(piece.group)].size();
  }
  return size;
}

std::string Replacement::expand(const std::vector<std::string_view>& groups) const {
  std::string out;
  for (const auto& piece : pieces_) {
    if (piece.group < 0)
      out += piece.text;
    else if (static_cast<std::size_t>(piece.group) < groups.size())
      out += groups[static_cast<std::size_t>(piece.group)];
  }
  return out;
}

}  // namespace millrace::clean
