// Puts what macros of TeX stand for in their place: \newcommand and \def without arguments whose
// definition ends its line. Quirk: of two macros side by side the second stays, as the character
// behind a macro is taken with it; and definitions are rewritten too. Both stay in either mode:
// what becomes of a definition does not matter once its macro is expanded.
#include <algorithm>
#include <array>

#include "clean/operator.h"
#include "clean/ops/code_points.h"
#include "clean/ops/passes.h"

namespace millrace::clean::ops {
namespace {

constexpr std::size_t kMaxMacros = 4096;
// Macros that double each other would fill any memory: beyond this no more are expanded.
constexpr std::size_t kMaxGrowth = 16;
constexpr std::size_t kAlwaysAllowed = std::size_t{1} << 20;

struct ExpandMacroOptions {};
constexpr std::array<describe::Field, 0> kFields{};

struct Macro {
  std::string name;  // with its backslash
  std::string value;
};

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const auto next = text::decode_valid(text.data() + at);
    if (!text::CharClasses::table().is(next.code, text::CharClass::kSpace)) break;
    at += next.size;
  }
  return at;
}

// The end of \name at `at`; `at` itself where there is none.
std::size_t name_end(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '\\') return at;
  std::size_t end = at + 1;
  while (end < text.size() && is_name(text[end])) ++end;
  return end == at + 1 ? at : end;
}

// {value} from `at` to the end of its line: adds the macro and moves `at` beyond it.
bool read_value(std::string_view text, std::string_view name, std::size_t& at,
                std::vector<Macro>& macros) {
  if (at >= text.size() || text[at] != '{') return false;
  const std::size_t end = std::min(text.find('\n', at), text.size());
  if (end < at + 2 || text[end - 1] != '}') return false;
  const std::string_view value = text.substr(at + 1, end - at - 2);
  const auto known = std::ranges::find(macros, name, &Macro::name);
  if (known != macros.end())
    known->value = value;
  else if (macros.size() < kMaxMacros)
    macros.push_back({std::string(name), std::string(value)});
  at = end;
  return true;
}

// \newcommand{\name}{value} or \newcommand*{\name}{value}, from behind the word on
bool read_newcommand(std::string_view text, std::size_t& at, std::vector<Macro>& macros) {
  std::size_t i = at;
  if (i < text.size() && text[i] == '*') ++i;
  if (i >= text.size() || text[i] != '{') return false;
  const std::size_t end = name_end(text, i + 1);
  if (end == i + 1 || end >= text.size() || text[end] != '}') return false;
  const std::string_view name = text.substr(i + 1, end - i - 1);
  i = end + 1;
  if (!read_value(text, name, i, macros)) return false;
  at = i;
  return true;
}

// \def\name{value}, from behind the word on
bool read_def(std::string_view text, std::size_t& at, std::vector<Macro>& macros) {
  const std::size_t begin = skip_space(text, at);
  const std::size_t end = name_end(text, begin);
  if (end == begin) return false;
  std::size_t i = skip_space(text, end);
  if (!read_value(text, text.substr(begin, end - begin), i, macros)) return false;
  at = i;
  return true;
}

std::vector<Macro> find_macros(std::string_view text) {
  std::vector<Macro> macros;
  const auto find_all = [&](std::string_view word, auto read) {
    for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at)) {
      at += word.size();
      read(text, at, macros);
    }
  };
  find_all("\\newcommand", read_newcommand);
  find_all("\\def", read_def);
  return macros;
}

void expand(std::string_view text, const Macro& macro, std::size_t room, Edits& out) {
  const std::size_t size = macro.name.size();
  for (std::size_t at = text.find(macro.name); at != text.npos;) {
    const std::size_t behind = at + size;
    if (behind == text.size()) return;
    if (is_name(text[behind])) {
      at = text.find(macro.name, at + 1);
      continue;
    }
    if (macro.value.size() > size && macro.value.size() - size > room) return;
    if (macro.value.size() > size) room -= macro.value.size() - size;
    out.replace(at, behind, macro.value, "macro");
    at = text.find(macro.name, behind + text::decode_valid(text.data() + behind).size);
  }
}

class ExpandMacroMapper final : public Mapper {
 public:
  explicit ExpandMacroMapper(ExpandMacroOptions) {}

  void map(std::string_view text, Edits& out) const override {
    if (text.find("\\newcommand") == text.npos && text.find("\\def") == text.npos) return;
    const std::size_t largest = std::max(kAlwaysAllowed, text.size() * kMaxGrowth);
    Passes passes(text, out);
    for (const Macro& macro : find_macros(text))
      passes.run([&](std::string_view t, Edits& edits) {
        expand(t, macro, largest - std::min(largest, t.size()), edits);
      });
  }
};

}  // namespace

OperatorType expand_macro_mapper() {
  return operator_type<ExpandMacroMapper, ExpandMacroOptions, kFields>(
      "expand_macro_mapper", Kind::kMapper, Group::kExpert,
      "Expands macros of TeX documents that take no arguments.");
}

}  // namespace millrace::clean::ops
