// The tokens of a template while they are parsed, and the slots of its names. Used by one thread.
#pragma once
#include <fmt/core.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/jinja/ast.h"
#include "text/jinja/lexer.h"

namespace millrace::text::jinja {

class TokenStream {
 public:
  TokenStream(Program& program, std::vector<Token> tokens)
      : program_(program), tokens_(std::move(tokens)) {}

  const Token& current() const { return tokens_[at_]; }
  const Token& ahead() const { return tokens_[at_ + 1 < tokens_.size() ? at_ + 1 : at_]; }
  Token next() { return at_ + 1 < tokens_.size() ? tokens_[at_++] : tokens_[at_]; }
  bool at_kind(Token::Kind kind) const { return current().kind == kind; }
  bool at_name(std::string_view name) const {
    return at_kind(Token::Kind::kName) && current().text == name;
  }
  bool at_operator(std::string_view text) const {
    return at_kind(Token::Kind::kOperator) && current().text == text;
  }
  bool at_any_name(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names)
      if (at_name(name)) return true;
    return false;
  }
  bool skip_name(std::string_view name) { return at_name(name) && (next(), true); }
  bool skip_operator(std::string_view text) { return at_operator(text) && (next(), true); }
  Result<void> expect_operator(std::string_view text) {
    if (skip_operator(text)) return {};
    return unexpected(fmt::format("'{}'", text));
  }
  Result<void> expect_name(std::string_view name) {
    if (skip_name(name)) return {};
    return unexpected(fmt::format("'{}'", name));
  }
  Result<void> expect_kind(Token::Kind kind, std::string_view what) {
    if (!at_kind(kind)) return unexpected(what);
    next();
    return {};
  }
  Result<Token> any_name() {
    if (!at_kind(Token::Kind::kName)) return unexpected("a name");
    return next();
  }

  Error error(std::size_t offset, std::string_view what) const {
    return error_at(program_.source, offset, what);
  }
  Error unexpected(std::string_view wanted) const {
    return error(current().offset, fmt::format("expected {}, found {}", wanted, found()));
  }

  std::size_t slot(const std::string& name) {
    const auto [entry, added] = slots_.emplace(name, program_.names.size());
    if (added) program_.names.push_back(name);
    return entry->second;
  }
  std::size_t constant_slot() { return program_.constants++; }

 private:
  std::string found() const {
    switch (current().kind) {
      case Token::Kind::kEnd:
        return "the end of the template";
      case Token::Kind::kData:
        return "text";
      case Token::Kind::kBlockEnd:
        return "the end of the tag";
      case Token::Kind::kVariableEnd:
        return "the end of the tag";
      case Token::Kind::kVariableBegin:
        return "'{{'";
      case Token::Kind::kBlockBegin:
        return "'{%'";
      case Token::Kind::kString:
        return "a string";
      default:
        return fmt::format("'{}'", current().text);
    }
  }

  Program& program_;
  std::vector<Token> tokens_;  // ends with kEnd
  std::size_t at_ = 0;
  std::unordered_map<std::string, std::size_t> slots_;
};

}  // namespace millrace::text::jinja
