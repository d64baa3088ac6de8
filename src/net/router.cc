#include "net/router.h"

#include <set>

#include "base/check.h"
#include "base/encode.h"
#include "base/strings.h"

namespace millrace::net {

void Router::add(const std::string& method, const std::string& pattern, std::size_t route) {
  CHECK(pattern.starts_with('/'));
  Node* node = &root_;
  std::vector<std::string> names;
  const auto enter = [&node](std::unique_ptr<Node>& child) {
    if (!child) child = std::make_unique<Node>();
    node = child.get();
  };
  for (const auto segment : base::split(std::string_view(pattern).substr(1), '/')) {
    CHECK(!node || node != root_.rest.get());
    const std::size_t close = segment.find('}');
    if (!segment.starts_with('{')) {
      CHECK(close == std::string_view::npos);
      enter(node->literals[std::string(segment)]);
      continue;
    }
    CHECK(close != std::string_view::npos && close > 1);
    std::string name(segment.substr(1, close - 1));
    const auto tail = segment.substr(close + 1);
    if (name.ends_with('*')) {
      CHECK(tail.empty());
      name.pop_back();
      enter(node->rest);
    } else if (tail.empty()) {
      enter(node->param);
    } else {
      CHECK(tail.size() > 1 && tail[0] == ':');
      enter(node->verbs[std::string(tail.substr(1))]);
    }
    names.push_back(std::move(name));
  }
  CHECK(node->methods.emplace(method, Node::Route{route, std::move(names)}).second);
}

// Walks all candidates in their order; remembers what methods the path would have had.
struct Router::Search {
  std::string_view method;
  std::vector<std::string_view> segments;
  std::string_view path;
  std::vector<std::string_view> values{};
  const Node::Route* found = nullptr;
  std::set<std::string> allowed{};

  bool accept(const Node& node) {
    for (const auto& [name, route] : node.methods) allowed.insert(name);
    auto it = node.methods.find(method);
    if (it == node.methods.end() && method == "HEAD") it = node.methods.find("GET");
    if (it == node.methods.end()) return false;
    found = &it->second;
    return true;
  }

  bool with(std::string_view value, const Node& node, std::size_t next) {
    values.push_back(value);
    if (walk(node, next)) return true;
    values.pop_back();
    return false;
  }

  bool walk(const Node& node, std::size_t at) {
    if (at == segments.size()) return accept(node);
    const std::string_view segment = segments[at];
    if (const auto it = node.literals.find(segment);
        it != node.literals.end() && walk(*it->second, at + 1))
      return true;
    if (const std::size_t colon = segment.rfind(':');
        colon != std::string_view::npos && colon > 0 && !node.verbs.empty()) {
      const auto it = node.verbs.find(segment.substr(colon + 1));
      if (it != node.verbs.end() && with(segment.substr(0, colon), *it->second, at + 1))
        return true;
    }
    if (node.param && !segment.empty() && with(segment, *node.param, at + 1)) return true;
    if (!node.rest) return false;
    const auto start = static_cast<std::size_t>(segment.data() - path.data());
    return with(path.substr(start), *node.rest, segments.size());
  }
};

Router::Match Router::match(std::string_view method, std::string_view path) const {
  Match result;
  if (!path.starts_with('/')) return result;
  Search search{method, base::split(path.substr(1), '/'), path};
  if (!search.walk(root_, 0)) {
    if (search.allowed.empty()) return result;
    result.kind = Match::Kind::kNoMethod;
    if (search.allowed.contains("GET")) search.allowed.insert("HEAD");
    for (const auto& name : search.allowed)
      result.allow += (result.allow.empty() ? "" : ", ") + name;
    return result;
  }
  result.route = search.found->number;
  for (std::size_t i = 0; i < search.values.size(); ++i) {
    auto decoded = base::percent_decode(search.values[i]);
    if (!decoded) {
      result.kind = Match::Kind::kBadEscape;
      return result;
    }
    result.params.emplace_back(search.found->names[i], std::move(*decoded));
  }
  result.kind = Match::Kind::kFound;
  return result;
}

}  // namespace millrace::net
