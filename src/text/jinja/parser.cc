#include "text/jinja/parser.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "text/jinja/expression_parser.h"

namespace millrace::text::jinja {
namespace {

using Kind = Statement::Kind;
using StatementPtr = std::unique_ptr<Statement>;
constexpr std::size_t kMaxBlocks = 100;  // within each other

class Parser {
 public:
  Parser(Program& program, std::vector<Token> tokens)
      : program_(program), tokens_(program, std::move(tokens)), expressions_(tokens_) {}

  Result<void> run() {
    TRY(parse_block(program_.body, {}));
    if (!tokens_.at_kind(Token::Kind::kEnd)) return tokens_.unexpected("text");
    return {};
  }

 private:
  static StatementPtr make(Kind kind, std::size_t offset) {
    auto statement = std::make_unique<Statement>();
    statement->kind = kind;
    statement->offset = offset;
    return statement;
  }

  // Up to a tag named in `ends`, whose opening is consumed; the name is current then.
  Result<void> parse_block(Block& block, std::initializer_list<std::string_view> ends) {
    if (nesting_ >= kMaxBlocks)
      return tokens_.error(tokens_.current().offset, "blocks are nested too deeply");
    ++nesting_;
    const std::size_t opened = tokens_.current().offset;
    while (true) {
      if (tokens_.at_kind(Token::Kind::kEnd)) {
        if (ends.size() > 0)
          return tokens_.error(
              opened, fmt::format("the block is never closed with '{}'", *(ends.end() - 1)));
        break;
      }
      const Token token = tokens_.next();
      if (token.kind == Token::Kind::kData) {
        block.push_back(make(Kind::kData, token.offset));
        block.back()->text = token.text;
      } else if (token.kind == Token::Kind::kVariableBegin) {
        block.push_back(make(Kind::kOutput, tokens_.current().offset));
        TRY_ASSIGN(block.back()->value, expressions_.parse_tuple());
        TRY(tokens_.expect_kind(Token::Kind::kVariableEnd, "'}}'"));
      } else {
        if (tokens_.at_any_name(ends)) break;
        TRY(parse_tag(block));
      }
    }
    --nesting_;
    return {};
  }

  Result<void> close_tag() { return tokens_.expect_kind(Token::Kind::kBlockEnd, "'%}'"); }

  Result<void> parse_body(Block& block, std::string_view end) {
    TRY(close_tag());
    TRY(parse_block(block, {end}));
    tokens_.next();
    if (end == "endblock" && tokens_.at_kind(Token::Kind::kName)) tokens_.next();
    if (end == "endmacro" && tokens_.at_kind(Token::Kind::kName)) tokens_.next();
    return close_tag();
  }

  Result<void> parse_tag(Block& block) {
    using Parse = Result<void> (Parser::*)(Statement&);
    struct Tag {
      std::string_view name;
      Kind kind;
      Parse parse;
    };
    static constexpr Tag kTags[] = {
        {"if", Kind::kIf, &Parser::parse_if},
        {"for", Kind::kFor, &Parser::parse_for},
        {"set", Kind::kSet, &Parser::parse_set},
        {"macro", Kind::kMacro, &Parser::parse_macro},
        {"call", Kind::kCallBlock, &Parser::parse_call_block},
        {"filter", Kind::kFilterBlock, &Parser::parse_filter_block},
        {"with", Kind::kWith, &Parser::parse_with},
        {"generation", Kind::kGeneration, &Parser::parse_generation},
        {"autoescape", Kind::kScope, &Parser::parse_autoescape},
        {"block", Kind::kScope, &Parser::parse_named_block},
        {"break", Kind::kBreak, &Parser::parse_loop_control},
        {"continue", Kind::kContinue, &Parser::parse_loop_control},
    };
    TRY_ASSIGN(const Token name, tokens_.any_name());
    for (const Tag& tag : kTags) {
      if (name.text != tag.name) continue;
      auto statement = make(tag.kind, name.offset);
      TRY((this->*tag.parse)(*statement));
      block.push_back(std::move(statement));
      return {};
    }
    for (const std::string_view other : {"include", "import", "from", "extends"})
      if (name.text == other)
        return tokens_.error(name.offset,
                             fmt::format("'{}': a chat template stands alone", name.text));
    return tokens_.error(name.offset, fmt::format("unknown tag '{}'", name.text));
  }

  Result<void> parse_if(Statement& statement) {
    while (true) {
      Statement::Branch branch;
      TRY_ASSIGN(branch.condition, expressions_.parse_tuple());
      TRY(close_tag());
      TRY(parse_block(branch.body, {"elif", "else", "endif"}));
      statement.branches.push_back(std::move(branch));
      const Token word = tokens_.next();
      if (word.text == "elif") continue;
      if (word.text == "else") return parse_body(statement.otherwise, "endif");
      return close_tag();
    }
  }

  Result<void> parse_for(Statement& statement) {
    TRY_ASSIGN(statement.targets, expressions_.parse_targets("in"));
    TRY(tokens_.expect_name("in"));
    TRY_ASSIGN(statement.value,
               expressions_.parse_tuple(ExpressionParser::Condition::kNotAllowed, "recursive"));
    if (tokens_.skip_name("if")) {
      TRY_ASSIGN(statement.condition, expressions_.parse_expression());
    }
    if (tokens_.skip_name("recursive")) statement.loop = Statement::Loop::kRecursive;
    TRY(close_tag());
    ++loops_;
    TRY(parse_block(statement.body, {"else", "endfor"}));
    --loops_;
    if (tokens_.next().text == "else") return parse_body(statement.otherwise, "endfor");
    return close_tag();
  }

  Result<void> parse_set(Statement& statement) {
    TRY_ASSIGN(statement.targets, expressions_.parse_targets("="));
    if (tokens_.skip_operator("=")) {
      TRY_ASSIGN(statement.value, expressions_.parse_tuple());
      return close_tag();
    }
    statement.kind = Kind::kSetBlock;
    TRY_ASSIGN(statement.value, expressions_.parse_filters(nullptr));
    return parse_body(statement.body, "endset");
  }

  Result<void> parse_parameters(Statement& statement) {
    TRY(tokens_.expect_operator("("));
    while (!tokens_.at_operator(")")) {
      if (!statement.parameters.empty()) TRY(tokens_.expect_operator(","));
      if (tokens_.at_operator(")")) break;
      TRY_ASSIGN(const Token name, tokens_.any_name());
      Statement::Parameter parameter{tokens_.slot(name.text), name.text, nullptr};
      if (tokens_.skip_operator("=")) {
        TRY_ASSIGN(parameter.fallback, expressions_.parse_expression());
      } else if (!statement.parameters.empty() && statement.parameters.back().fallback) {
        return tokens_.error(name.offset,
                             "a parameter without a default stands behind one with a default");
      }
      statement.parameters.push_back(std::move(parameter));
    }
    return tokens_.expect_operator(")");
  }

  // The body, and whether it speaks of varargs, kwargs and caller.
  Result<void> parse_callable_body(Statement& statement, std::string_view end) {
    const std::size_t loops = std::exchange(loops_, 0);
    const std::size_t begin = tokens_.current().offset;
    TRY(parse_body(statement.body, end));
    loops_ = loops;
    const std::string_view text =
        std::string_view(program_.source).substr(begin, tokens_.current().offset - begin);
    statement.takes_rest = text.find("varargs") != std::string_view::npos;
    statement.takes_named_rest = text.find("kwargs") != std::string_view::npos;
    statement.takes_caller = text.find("caller") != std::string_view::npos;
    return {};
  }

  Result<void> parse_macro(Statement& statement) {
    TRY_ASSIGN(const Token name, tokens_.any_name());
    statement.text = name.text;
    statement.slot = tokens_.slot(name.text);
    TRY(parse_parameters(statement));
    return parse_callable_body(statement, "endmacro");
  }

  Result<void> parse_call_block(Statement& statement) {
    statement.text = "caller";
    if (tokens_.at_operator("(")) TRY(parse_parameters(statement));
    const std::size_t offset = tokens_.current().offset;
    TRY_ASSIGN(statement.value, expressions_.parse_unary_expression());
    if (statement.value->kind != Expression::Kind::kCall)
      return tokens_.error(offset, "expected a call");
    return parse_callable_body(statement, "endcall");
  }

  Result<void> parse_filter_block(Statement& statement) {
    TRY_ASSIGN(statement.value, expressions_.parse_filter_of_block());
    return parse_body(statement.body, "endfilter");
  }

  Result<void> parse_with(Statement& statement) {
    while (!tokens_.at_kind(Token::Kind::kBlockEnd)) {
      if (!statement.values.empty()) TRY(tokens_.expect_operator(","));
      TRY_ASSIGN(auto target, expressions_.parse_targets("="));
      TRY(tokens_.expect_operator("="));
      TRY_ASSIGN(ExpressionPtr value, expressions_.parse_expression());
      statement.targets.push_back(std::move(target.front()));
      statement.values.push_back(std::move(value));
    }
    return parse_body(statement.body, "endwith");
  }

  Result<void> parse_generation(Statement& statement) {
    return parse_body(statement.body, "endgeneration");
  }

  Result<void> parse_autoescape(Statement& statement) {
    if (!tokens_.skip_name("false") && !tokens_.skip_name("False"))
      return tokens_.error(statement.offset, "chat templates are not escaped");
    return parse_body(statement.body, "endautoescape");
  }

  Result<void> parse_named_block(Statement& statement) {
    TRY(tokens_.any_name());
    return parse_body(statement.body, "endblock");
  }

  Result<void> parse_loop_control(Statement& statement) {
    if (loops_ == 0) return tokens_.error(statement.offset, "stands outside of a loop");
    return close_tag();
  }

  Program& program_;
  TokenStream tokens_;
  ExpressionParser expressions_;
  std::size_t nesting_ = 0;
  std::size_t loops_ = 0;
};

}  // namespace

Result<Program> parse_program(std::string_view source, const Limits& limits) {
  if (source.size() > limits.max_template_bytes)
    return fail(ErrorCode::kExhausted,
                fmt::format("a chat template of {} bytes is over the limit of {}", source.size(),
                            limits.max_template_bytes));
  if (!base::is_utf8(source)) return fail(ErrorCode::kInvalid, "the chat template is not UTF-8");
  Program program;
  program.source = normalized_source(source);
  TRY_ASSIGN(auto tokens, tokenize(program.source));
  Parser parser(program, std::move(tokens));
  TRY(parser.run());
  return program;
}

}  // namespace millrace::text::jinja
