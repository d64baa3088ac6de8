// What the parser makes of a template: expressions and statements, each with its offset in the
// source. Built once, then only read: any number of threads may render one template.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace millrace::text::jinja {

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

struct Expression {
  enum class Kind : std::uint8_t {
    kConstant,
    kName,
    kList,
    kTuple,
    kDict,
    kNegative,
    kPositive,
    kNot,
    kAnd,
    kOr,
    kBinary,   // name is the operator: + - * / // % **
    kCompare,  // children: first, then one for each of `operators`
    kConcat,
    kConditional,  // children: condition, value[, other]
    kAttribute,    // name of children[0]
    kItem,         // children[0][children[1]]
    kSlice,        // children[0][a:b:c]; absent parts are null
    kCall,
    kFilter,
    kTest,  // children[0], then arguments; a null child 0 of kFilter is the block
  };
  Kind kind;
  std::size_t offset = 0;
  std::size_t depth = 1;
  std::size_t slot = 0;  // of a constant or a name, counted over the template
  std::string name{};
  std::variant<std::monostate, bool, std::int64_t, double, std::string> constant{};
  std::vector<ExpressionPtr> children{};
  std::vector<std::string> operators{};
  std::vector<std::pair<std::string, ExpressionPtr>> named{};  // of calls, filters, tests
  ExpressionPtr star{};                                        // *arguments
  ExpressionPtr double_star{};                                 // **arguments
};

struct Statement;
using Block = std::vector<std::unique_ptr<Statement>>;

// What is assigned to: a name, a member of a namespace, or several of them.
struct Target {
  std::size_t offset = 0;
  std::size_t slot = 0;
  std::string member{};  // of a namespace
  std::vector<Target> parts{};
};

struct Statement {
  enum class Kind : std::uint8_t {
    kData,
    kOutput,
    kIf,
    kFor,
    kSet,
    kSetBlock,
    kMacro,
    kCallBlock,
    kFilterBlock,
    kWith,
    kGeneration,
    kScope,
    kBreak,
    kContinue,
  };
  struct Branch {
    ExpressionPtr condition;
    Block body;
  };
  struct Parameter {
    std::size_t slot;
    std::string name;
    ExpressionPtr fallback;
  };

  Kind kind;
  std::size_t offset = 0;
  std::string text{};             // of data; the name of a macro
  std::size_t slot = 0;           // of a macro's name
  ExpressionPtr value{};          // printed, assigned, iterated, called; the filter of a block
  ExpressionPtr condition{};      // of a loop's items
  std::vector<Target> targets{};  // of set, for and with
  std::vector<ExpressionPtr> values{};  // of with
  std::vector<Branch> branches{};
  std::vector<Parameter> parameters{};  // of a macro or call block
  enum class Loop : std::uint8_t { kFlat, kRecursive } loop = Loop::kFlat;
  bool takes_rest = false;        // the macro speaks of varargs
  bool takes_named_rest = false;  // of kwargs
  bool takes_caller = false;
  Block body{};
  Block otherwise{};
};

struct Program {
  std::string source;
  Block body;
  std::vector<std::string> names;  // by slot
  std::size_t constants = 0;
};

}  // namespace millrace::text::jinja
