#include "clean/ops/html_tags.h"

#include "base/strings.h"

namespace millrace::clean {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}
bool ends_name(char c) {
  return is_space(c) || c == '/' || c == '>';
}

// Behind the value of an attribute; `at` is behind its '='.
std::size_t skip_value(std::string_view html, std::size_t at) {
  while (at < html.size() && is_space(html[at])) ++at;
  if (at >= html.size() || html[at] == '>') return at;
  if (html[at] == '"' || html[at] == '\'') {
    const std::size_t close = html.find(html[at], at + 1);
    return close == kNone ? html.size() : close + 1;
  }
  while (at < html.size() && !is_space(html[at]) && html[at] != '>') ++at;
  return at;
}

// Does "</script" and something that ends a name stand here?
bool ends_element(std::string_view html, std::size_t at, std::string_view name) {
  const std::string_view rest = html.substr(at);
  return rest.size() > name.size() + 2 && rest[1] == '/' &&
         base::iequals(rest.substr(2, name.size()), name) && ends_name(rest[2 + name.size()]);
}

bool begins_script(std::string_view html, std::size_t at) {
  const std::string_view rest = html.substr(at);
  return rest.size() > 7 && base::iequals(rest.substr(1, 6), "script") && ends_name(rest[7]);
}

// Scripts may hide "</script>" within <!-- <script> … </script> -->.
std::size_t script_end(std::string_view html, std::size_t from) {
  enum class State { kPlain, kEscaped, kTwice } state = State::kPlain;
  for (std::size_t at = from; at < html.size(); ++at) {
    at = html.find_first_of("<-", at);
    if (at == kNone) return kNone;
    if (html[at] == '-') {
      if (state != State::kPlain && html.substr(at).starts_with("-->")) state = State::kPlain;
    } else if (state == State::kPlain && html.substr(at).starts_with("<!--")) {
      state = State::kEscaped;
      at += 1;  // the dashes may be those of "-->" too
    } else if (ends_element(html, at, "script")) {
      if (state != State::kTwice) return at;
      state = State::kEscaped;
    } else if (state == State::kEscaped && begins_script(html, at)) {
      state = State::kTwice;
    }
  }
  return kNone;
}

}  // namespace

bool HtmlTag::is(std::string_view lower) const {
  return base::iequals(name, lower);
}

HtmlTag read_tag(std::string_view html, std::size_t at) {
  HtmlTag tag;
  tag.closing = html[at + 1] == '/';
  const std::size_t begin = at + (tag.closing ? 2 : 1);
  at = begin;
  while (at < html.size() && !ends_name(html[at])) ++at;
  tag.name = html.substr(begin, at - begin);
  while (at < html.size()) {
    if (html[at] == '>') {
      tag.end = at + 1;
      return tag;
    }
    if (is_space(html[at]) || html[at] == '/') {
      tag.empty = html[at] == '/' && at + 1 < html.size() && html[at + 1] == '>';
      ++at;
      continue;
    }
    ++at;  // an attribute's first character may be anything, also '='
    while (at < html.size() && !ends_name(html[at]) && html[at] != '=') ++at;
    std::size_t equals = at;
    while (equals < html.size() && is_space(html[equals])) ++equals;
    if (equals < html.size() && html[equals] == '=') at = skip_value(html, equals + 1);
  }
  tag.end = kNone;
  return tag;
}

HtmlContent content_of(const HtmlTag& tag) {
  constexpr std::string_view kTexts[] = {"title", "textarea"};
  constexpr std::string_view kRaws[] = {"script", "style", "xmp", "iframe", "noembed", "noframes"};
  if (tag.closing) return HtmlContent::kMarkup;
  if (tag.is_any(kTexts)) return HtmlContent::kText;
  if (tag.is_any(kRaws)) return HtmlContent::kRaw;
  return tag.is("plaintext") ? HtmlContent::kPlaintext : HtmlContent::kMarkup;
}

std::size_t raw_end(std::string_view html, std::size_t from, const HtmlTag& tag) {
  if (tag.is("script")) return script_end(html, from);
  for (std::size_t at = html.find("</", from); at != kNone; at = html.find("</", at + 2))
    if (ends_element(html, at, tag.name)) return at;
  return kNone;
}

}  // namespace millrace::clean
