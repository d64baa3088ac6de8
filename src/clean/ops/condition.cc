#include "clean/ops/condition.h"

#include <fmt/core.h>

#include <array>

#include "base/strings.h"
#include "clean/ops/field_path.h"

namespace millrace::clean {

struct Condition::Node {
  enum class Kind : std::uint8_t { kAnd, kOr, kCompare, kField, kConstant };
  Kind kind = Kind::kConstant;
  std::vector<Node> children;           // of kAnd, kOr, kCompare
  std::vector<std::string_view> signs;  // of kCompare, one less than children: constants below
  std::string path;                     // of kField
  json::Value constant;
};

namespace {

using Node = Condition::Node;
using Kind = Node::Kind;

constexpr std::array<std::string_view, 6> kSigns{"<=", ">=", "==", "!=", "<", ">"};
constexpr int kMaxDepth = 64;

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Node> all() {
    TRY_ASSIGN(Node node, junction(0, Kind::kOr));
    skip();
    if (at_ < text_.size()) return wrong("this cannot stand here");
    return node;
  }

 private:
  // a or b or …, each of them a and b and …
  Result<Node> junction(int depth, Kind kind) {
    if (depth > kMaxDepth) return wrong("too many brackets");
    Node all{.kind = kind, .children = {}, .signs = {}, .path = {}, .constant = {}};
    do {
      auto next = kind == Kind::kOr ? junction(depth, Kind::kAnd) : comparison(depth);
      if (!next) return std::move(next).error();
      all.children.push_back(*std::move(next));
    } while (word(kind == Kind::kOr ? "or" : "and"));
    return all.children.size() == 1 ? std::move(all.children[0]) : std::move(all);
  }

  Result<Node> comparison(int depth) {
    TRY_ASSIGN(Node first, operand(depth));
    Node chain{.kind = Kind::kCompare, .children = {}, .signs = {}, .path = {}, .constant = {}};
    chain.children.push_back(std::move(first));
    while (const auto sign = read_sign()) {
      TRY_ASSIGN(Node next, operand(depth));
      chain.signs.push_back(*sign);
      chain.children.push_back(std::move(next));
    }
    return chain.signs.empty() ? std::move(chain.children[0]) : std::move(chain);
  }

  Result<Node> operand(int depth) {
    skip();
    if (at_ == text_.size()) return wrong("something must follow");
    const char c = text_[at_];
    if (c == '(') {
      ++at_;
      TRY_ASSIGN(Node inner, junction(depth + 1, Kind::kOr));
      skip();
      if (at_ == text_.size() || text_[at_] != ')') return wrong("a bracket is not closed");
      ++at_;
      return inner;
    }
    if (c == '\'' || c == '"') return quoted(c);
    if ((c >= '0' && c <= '9') || c == '-' || c == '.') return number();
    if (is_name(c)) return name();
    return wrong("this cannot stand here");
  }

  Result<Node> quoted(char quote) {
    Node node;
    std::string text;
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\' && ++at_ == text_.size()) break;
      text += text_[at_];
    }
    if (at_ >= text_.size()) return wrong("a text is not closed");
    ++at_;
    node.constant = std::move(text);
    return node;
  }

  Result<Node> number() {
    const std::size_t begin = at_;
    at_ += text_[at_] == '-' ? 1U : 0U;
    while (at_ < text_.size() &&
           (is_name(text_[at_]) || text_[at_] == '.' ||
            ((text_[at_] == '-' || text_[at_] == '+') && (text_[at_ - 1] | 0x20) == 'e')))
      ++at_;
    const std::string_view digits = text_.substr(begin, at_ - begin);
    Node node;
    if (const auto i = base::parse_int(digits))
      node.constant = *i;
    else if (const auto d = base::parse_double(digits))
      node.constant = *d;
    else
      return wrong("this is no number");
    return node;
  }

  Result<Node> name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (is_name(text_[at_]) || text_[at_] == '.')) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    Node node;
    if (word == "True" || word == "False")
      node.constant = word == "True";
    else if (word == "not" || word == "in" || word == "is" || word == "and" || word == "or")
      return wrong(fmt::format("{} cannot stand here", word));
    else if (word != "None") {
      node.kind = Kind::kField;
      node.path = word;
    }
    return node;
  }

  std::optional<std::string_view> read_sign() {
    skip();
    for (const auto& sign : kSigns)
      if (text_.substr(at_).starts_with(sign)) {
        at_ += sign.size();
        return sign;
      }
    return std::nullopt;
  }

  bool word(std::string_view expected) {
    skip();
    const std::string_view rest = text_.substr(at_);
    if (!rest.starts_with(expected) ||
        (rest.size() > expected.size() && is_name(rest[expected.size()])))
      return false;
    at_ += expected.size();
    return true;
  }

  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n'))
      ++at_;
  }
  Error wrong(std::string_view what) const {
    return fail(ErrorCode::kInvalid, fmt::format("at character {}: {}", at_ + 1, what));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

bool is_true(const json::Value& value) {
  if (value.is_null()) return false;
  if (const auto number = value.as_string() == nullptr ? number_of(value) : std::nullopt)
    return *number != 0;
  if (const auto* text = value.as_string()) return !text->empty();
  if (const auto* list = value.as_array()) return !list->empty();
  return !value.as_object()->empty();
}

bool compare(std::string_view sign, const json::Value& a, const json::Value& b) {
  if (sign == "==") return python_equal(a, b);
  if (sign == "!=") return !python_equal(a, b);
  const bool texts = a.as_string() != nullptr && b.as_string() != nullptr;
  if (!texts && (a.as_string() != nullptr || b.as_string() != nullptr)) return false;
  const auto x = texts ? std::nullopt : number_of(a), y = texts ? std::nullopt : number_of(b);
  if (!texts && (!x || !y)) return false;  // Python refuses to put these in order
  const bool less = texts ? *a.as_string() < *b.as_string() : *x < *y;
  const bool equal = texts ? *a.as_string() == *b.as_string() : *x == *y;
  if (sign == "<") return less;
  if (sign == "<=") return less || equal;
  return sign == ">" ? !less && !equal : !less;
}

bool holds_node(const Node& node, const json::Object* row);

json::Value value_of(const Node& node, const json::Object* row) {
  if (node.kind == Kind::kConstant) return node.constant;
  if (node.kind == Kind::kField) {
    const json::Value* value = find_field(row, node.path);
    return value == nullptr ? json::Value() : *value;
  }
  return holds_node(node, row);
}

bool holds_node(const Node& node, const json::Object* row) {
  switch (node.kind) {
    case Kind::kAnd:
      for (const Node& child : node.children)
        if (!holds_node(child, row)) return false;
      return true;
    case Kind::kOr:
      for (const Node& child : node.children)
        if (holds_node(child, row)) return true;
      return false;
    case Kind::kCompare: {
      json::Value left = value_of(node.children[0], row);
      for (std::size_t i = 0; i < node.signs.size(); ++i) {
        json::Value right = value_of(node.children[i + 1], row);
        if (left.is_null() || right.is_null() || !compare(node.signs[i], left, right)) return false;
        left = std::move(right);
      }
      return true;
    }
    default:
      return is_true(value_of(node, row));
  }
}

}  // namespace

Result<Condition> Condition::parse(std::string_view text) {
  Condition condition;
  if (base::trim(text).empty()) return condition;
  TRY_ASSIGN(Node root, Parser(text).all());
  condition.root_ = std::make_shared<const Node>(std::move(root));
  return condition;
}

bool Condition::holds(const json::Object* row) const {
  return holds_node(*root_, row);
}

}  // namespace millrace::clean
