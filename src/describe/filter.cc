#include "describe/filter.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace millrace::describe {
namespace {

constexpr std::size_t kMaxTerms = 16;

const FilterField* find_field(std::span<const FilterField> allowed, std::string_view name) {
  for (const auto& f : allowed)
    if (f.name == name) return &f;
  return nullptr;
}

std::string known_names(std::span<const FilterField> allowed) {
  std::string names;
  for (const auto& f : allowed) names += (names.empty() ? "" : ", ") + std::string(f.name);
  return names;
}

// Words, quoted strings ("…" with \" and \\) and operators.
struct Token {
  enum class Kind { kWord, kQuoted, kOperator, kEnd, kBroken } kind = Kind::kEnd;
  std::string text{};
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : rest_(text) {}

  Token next() {
    rest_ = rest_.substr(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
    if (rest_.empty()) return {};
    if (rest_[0] == '"') return quoted();
    if (const std::size_t n = operator_length()) {
      Token token{Token::Kind::kOperator, std::string(rest_.substr(0, n))};
      rest_.remove_prefix(n);
      return token;
    }
    const std::size_t end = std::min(rest_.find_first_of(" \t\"=<>!"), rest_.size());
    // ':' ends a field name but belongs to a bare value such as a time.
    const std::size_t stop = after_operator_ ? end : std::min(rest_.find(':'), end);
    if (stop == 0) return {Token::Kind::kBroken, std::string(rest_.substr(0, 1))};
    Token token{Token::Kind::kWord, std::string(rest_.substr(0, stop))};
    rest_.remove_prefix(stop);
    after_operator_ = false;
    return token;
  }

 private:
  std::size_t operator_length() {
    for (const std::string_view op : {"!=", "<=", ">=", "=", "<", ">", ":"})
      if (rest_.starts_with(op)) return after_operator_ = true, op.size();
    return 0;
  }

  Token quoted() {
    after_operator_ = false;
    Token token{Token::Kind::kQuoted};
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        return token;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
      token.text += rest_[i];
    }
    return {Token::Kind::kBroken, "\""};
  }

  std::string_view rest_;
  bool after_operator_ = false;
};

Result<FilterOp> parse_op(const Token& token) {
  constexpr std::string_view kOps[] = {"=", "!=", "<", "<=", ">", ">=", ":"};
  for (std::size_t i = 0; i < std::size(kOps); ++i)
    if (token.kind == Token::Kind::kOperator && token.text == kOps[i])
      return static_cast<FilterOp>(i);
  return base::invalid_field(
      "filter", fmt::format("expected one of = != < <= > >= : before \"{}\"", token.text));
}

Result<json::Value> parse_value(const FilterField& field, const std::string& text) {
  using Kind = FilterField::Kind;
  switch (field.kind) {
    case Kind::kText: return json::Value(text);
    case Kind::kInteger:
      if (const auto i = base::parse_int(text)) return json::Value(*i);
      break;
    case Kind::kNumber:
      if (const auto d = base::parse_double(text)) return json::Value(*d);
      break;
    case Kind::kBool:
      if (text == "true" || text == "false") return json::Value(text == "true");
      break;
    case Kind::kTime:
      if (const auto t = base::parse_rfc3339(text)) return json::Value(base::unix_ms(*t));
      break;
  }
  constexpr std::string_view kWanted[] = {"text", "an integer", "a number", "true or false",
                                          "an RFC 3339 time"};
  return base::invalid_field(
      "filter", fmt::format("\"{}\" is not {}, as {} wants", text,
                            kWanted[static_cast<std::size_t>(field.kind)], field.name));
}

}  // namespace

Result<std::vector<FilterTerm>> parse_filter(std::string_view text,
                                             std::span<const FilterField> allowed) {
  std::vector<FilterTerm> terms;
  Lexer lexer(text);
  for (Token token = lexer.next(); token.kind != Token::Kind::kEnd; token = lexer.next()) {
    if (!terms.empty()) {
      if (token.text != "AND")
        return base::invalid_field("filter", fmt::format("expected AND before \"{}\"", token.text));
      token = lexer.next();
    }
    const FilterField* field =
        token.kind == Token::Kind::kWord ? find_field(allowed, token.text) : nullptr;
    if (field == nullptr)
      return base::invalid_field("filter", fmt::format("\"{}\" cannot be filtered by; known are {}",
                                                       token.text, known_names(allowed)));
    TRY_ASSIGN(const FilterOp op, parse_op(lexer.next()));
    if (op == FilterOp::kHas && field->kind != FilterField::Kind::kText)
      return base::invalid_field("filter", fmt::format("':' is for text; {} is none", field->name));
    const Token value = lexer.next();
    if (value.kind != Token::Kind::kWord && value.kind != Token::Kind::kQuoted)
      return base::invalid_field("filter", fmt::format("expected a value for {}", field->name));
    TRY_ASSIGN(json::Value parsed, parse_value(*field, value.text));
    if (terms.size() == kMaxTerms)
      return base::invalid_field("filter", fmt::format("has more than {} terms", kMaxTerms));
    terms.push_back({std::string(field->name), op, std::move(parsed)});
  }
  return terms;
}

Result<std::vector<SortKey>> parse_order(std::string_view text,
                                         std::span<const FilterField> allowed) {
  std::vector<SortKey> keys;
  if (base::trim(text).empty()) return keys;
  for (const auto part : base::split(text, ',')) {
    std::string_view name = base::trim(part);
    SortKey key;
    if (const std::size_t blank = name.find(' '); blank != std::string_view::npos) {
      const std::string_view direction = base::trim(name.substr(blank));
      if (direction != "asc" && direction != "desc")
        return base::invalid_field("order_by",
                                   fmt::format("\"{}\" must be asc or desc", direction));
      if (direction == "desc") key.direction = SortKey::Direction::kDescending;
      name = name.substr(0, blank);
    }
    if (find_field(allowed, name) == nullptr)
      return base::invalid_field("order_by", fmt::format("\"{}\" cannot be sorted by; known are {}",
                                                         name, known_names(allowed)));
    key.field = name;
    keys.push_back(std::move(key));
    if (keys.size() > 4) return base::invalid_field("order_by", "at most four fields");
  }
  return keys;
}

}  // namespace millrace::describe
