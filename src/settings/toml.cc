#include "settings/toml.h"

#include <fmt/core.h>
#include <toml++/toml.h>

#include <algorithm>

#include "base/strings.h"

namespace millrace::settings {
namespace {

constexpr std::size_t kMaxBytes = 64 << 10;
// The library makes a level of every part of a.dotted.key and frees levels by recursion: more of
// them than this could exhaust the stack.
constexpr std::ptrdiff_t kMaxDots = 2'000;
constexpr int kMaxDepth = 16;

class Converter {
 public:
  Converter(TomlDocument& out, std::string_view file_name) : out_(out), file_name_(file_name) {}

  Result<json::Value> value(const toml::node& node, const std::string& path, int depth) {
    const int line = static_cast<int>(node.source().begin.line);
    if (!path.empty()) out_.lines.emplace(path, line);
    if (depth > kMaxDepth) return wrong(line, "is nested too deeply");
    if (const auto* t = node.as_table()) return table(*t, path, depth);
    if (const auto* a = node.as_array()) return array(*a, path, depth);
    if (const auto* s = node.as_string()) return json::Value(s->get());
    if (const auto* i = node.as_integer()) return json::Value(i->get());
    if (const auto* f = node.as_floating_point()) return json::Value(f->get());
    if (const auto* b = node.as_boolean()) return json::Value(b->get());
    return wrong(line, fmt::format("{} is a date or time; no setting takes one", path));
  }

 private:
  Result<json::Value> table(const toml::table& t, const std::string& path, int depth) {
    json::Object object;
    for (const auto& [key, node] : t) {
      const std::string name(key.str());
      const std::string member = path.empty() ? name : path + "." + name;
      out_.lines.emplace(member, static_cast<int>(key.source().begin.line));
      TRY_ASSIGN(json::Value v, value(node, member, depth + 1));
      object.append(name, std::move(v));
    }
    return json::Value(std::move(object));
  }

  Result<json::Value> array(const toml::array& a, const std::string& path, int depth) {
    json::Array items;
    for (const auto& node : a) {
      TRY_ASSIGN(json::Value v, value(node, fmt::format("{}[{}]", path, items.size()), depth + 1));
      items.push_back(std::move(v));
    }
    return json::Value(std::move(items));
  }

  Error wrong(int line, std::string_view what) const {
    return fail(ErrorCode::kInvalid, fmt::format("{}:{}: {}", file_name_, line, what));
  }

  TomlDocument& out_;
  std::string_view file_name_;
};

}  // namespace

Result<TomlDocument> parse_toml(std::string_view text, std::string_view file_name) {
  if (text.size() > kMaxBytes)
    return fail(ErrorCode::kInvalid, fmt::format("{} has {} bytes; a configuration has at most {}",
                                                 file_name, text.size(), kMaxBytes));
  if (!base::is_utf8(text))
    return fail(ErrorCode::kInvalid, fmt::format("{} is not UTF-8 text", file_name));
  if (std::ranges::count(text, '.') > kMaxDots)
    return fail(ErrorCode::kInvalid, fmt::format("{} has more than {} dots; is it a configuration?",
                                                 file_name, kMaxDots));
  toml::table parsed;
  try {
    parsed = toml::parse(text);
  } catch (const toml::parse_error& e) {
    return fail(ErrorCode::kInvalid,
                fmt::format("{}:{}: {}", file_name, e.source().begin.line, e.description()));
  }
  TomlDocument document;
  TRY_ASSIGN(json::Value root, Converter(document, file_name).value(parsed, "", 0));
  document.root = std::move(*root.as_object());
  return document;
}

}  // namespace millrace::settings
