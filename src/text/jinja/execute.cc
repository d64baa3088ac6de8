// Statements, macros and loops.
#include <fmt/core.h>

#include "text/jinja/interpreter.h"
#include "text/jinja/loop_context.h"
#include "text/jinja/python.h"

namespace millrace::text::jinja {
namespace {

using Kind = Statement::Kind;
constexpr std::size_t kNone = std::string::npos;

class Macro final : public Callable {
 public:
  Macro(const Statement& statement, Scope* scope) : statement_(statement), scope_(scope) {}
  Result<Value> call(Interpreter& interpreter, Arguments& arguments) override {
    return interpreter.call_macro(statement_, scope_, arguments);
  }
  std::string_view name() const override { return statement_.text; }
  std::optional<Value> attribute(Interpreter& interpreter, std::string_view name) override {
    if (name == "name") return interpreter.heap().string(statement_.text);
    return std::nullopt;
  }

 private:
  const Statement& statement_;
  Scope* scope_;
};

}  // namespace

Result<Interpreter::Flow> Interpreter::execute(const Block& block) {
  ++depth_;
  TRY(tick());
  for (const auto& statement : block) {
    heap_.charge(1);
    auto flow = execute_one(*statement);
    if (!flow) {
      blame(statement->offset);
      return flow;
    }
    if (*flow != Flow::kNormal) {
      --depth_;
      return flow;
    }
  }
  --depth_;
  return Flow::kNormal;
}

Result<Interpreter::Flow> Interpreter::execute_one(const Statement& statement) {
  switch (statement.kind) {
    case Kind::kData:
      TRY(write(TaggedString(statement.text)));
      break;
    case Kind::kOutput:
      TRY(execute_output(statement));
      break;
    case Kind::kIf:
      return execute_if(statement);
    case Kind::kFor:
      return execute_for(statement);
    case Kind::kSet:
      TRY(execute_set(statement));
      break;
    case Kind::kSetBlock:
      TRY(execute_set_block(statement));
      break;
    case Kind::kMacro:
      define_macro(statement);
      break;
    case Kind::kCallBlock:
      TRY(execute_call_block(statement));
      break;
    case Kind::kFilterBlock:
      TRY(execute_filter_block(statement));
      break;
    case Kind::kWith:
      return execute_with(statement);
    case Kind::kGeneration:
      TRY(execute_generation(statement));
      break;
    case Kind::kScope: {
      TRY_ASSIGN(const TaggedString text, capture(statement.body));
      TRY(write(text));
      break;
    }
    case Kind::kBreak:
      return Flow::kBreak;
    case Kind::kContinue:
      return Flow::kContinue;
  }
  return Flow::kNormal;
}

Result<void> Interpreter::execute_output(const Statement& statement) {
  TRY_ASSIGN(const Value value, evaluate(*statement.value));
  if (const TaggedString* string = value.string()) return write(*string);
  TRY_ASSIGN(const TaggedString text, to_text(heap_, value));
  return write(text);
}

Result<Interpreter::Flow> Interpreter::execute_if(const Statement& statement) {
  for (const auto& branch : statement.branches) {
    TRY_ASSIGN(const Value condition, evaluate(*branch.condition));
    if (truth(condition)) return execute(branch.body);
  }
  return execute(statement.otherwise);
}

Result<Interpreter::Flow> Interpreter::execute_for(const Statement& statement) {
  TRY_ASSIGN(const Value iterable, evaluate(*statement.value));
  return run_loop(statement, iterable, 0);
}

Result<std::vector<Value>> Interpreter::loop_items(const Statement& loop, const Value& iterable) {
  auto all = iterate(iterable);
  if (!all) {
    blame(loop.value->offset);
    return all;
  }
  if (loop.condition == nullptr) return all;
  std::vector<Value> items;
  Scope* const outer = scope_;
  for (Value& item : *all) {
    push_scope(outer);
    TRY(assign(loop.targets.front(), item));
    TRY_ASSIGN(const Value keeps, evaluate(*loop.condition));
    pop_scope(outer);
    if (truth(keeps)) items.push_back(std::move(item));
  }
  return items;
}

Result<Interpreter::Flow> Interpreter::run_loop(const Statement& loop, const Value& iterable,
                                                std::int64_t depth) {
  TRY_ASSIGN(auto items, loop_items(loop, iterable));
  if (items.empty()) return execute(loop.otherwise);
  if (loop.loop == Statement::Loop::kRecursive) capture_scopes();
  List* list = heap_.list(std::move(items));
  Scope* const outer = scope_;
  Value context = heap_.callable<LoopContext>(loop, outer, *list, depth);
  auto& position = static_cast<LoopContext&>(*context.callable());
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    heap_.charge(1);
    position.move_to(i);
    push_scope(outer);
    if (loop_slot_ != kNone) set_variable(loop_slot_, context);
    const Value item = list->items[i];
    TRY(assign(loop.targets.front(), item));
    TRY_ASSIGN(const Flow flow, execute(loop.body));
    pop_scope(outer);
    if (flow == Flow::kBreak) break;
  }
  return Flow::kNormal;
}

Result<Value> Interpreter::call_loop(const Statement& loop, Scope* scope, const Value& items,
                                     std::int64_t depth) {
  if (loop.loop != Statement::Loop::kRecursive)
    return fail(ErrorCode::kInvalid, "the loop is not marked as recursive");
  TaggedString text;
  TaggedString* const outer = std::exchange(out_, &text);
  Scope* const previous = std::exchange(scope_, scope);
  const auto flow = run_loop(loop, items, depth);
  scope_ = previous;
  out_ = outer;
  if (!flow) return flow.error();
  written_ -= text.size();
  return heap_.string(std::move(text));
}

Result<void> Interpreter::execute_set(const Statement& statement) {
  TRY_ASSIGN(const Value value, evaluate(*statement.value));
  return assign(statement.targets.front(), value);
}

Result<void> Interpreter::execute_set_block(const Statement& statement) {
  TRY_ASSIGN(TaggedString text, capture(statement.body));
  Value value = heap_.string(std::move(text));
  if (statement.value != nullptr) {
    TRY_ASSIGN(value, evaluate_filter(*statement.value, &value));
  }
  return assign(statement.targets.front(), value);
}

void Interpreter::capture_scopes() {
  for (Scope* scope = scope_; scope != nullptr; scope = scope->parent) scope->captured = true;
}

void Interpreter::define_macro(const Statement& statement) {
  capture_scopes();
  set_variable(statement.slot, heap_.callable<Macro>(statement, scope_));
}

Result<void> Interpreter::execute_call_block(const Statement& statement) {
  capture_scopes();
  const Value caller = heap_.callable<Macro>(statement, scope_);
  TRY_ASSIGN(const Value callee, evaluate(*statement.value->children[0]));
  TRY_ASSIGN(Arguments arguments, evaluate_arguments(*statement.value));
  arguments.named.emplace_back("caller", caller);
  TRY_ASSIGN(const Value value, call(callee, arguments));
  TRY_ASSIGN(const TaggedString text, to_text(heap_, value));
  return write(text);
}

Result<void> Interpreter::execute_filter_block(const Statement& statement) {
  TRY_ASSIGN(TaggedString body, capture(statement.body));
  const Value block = heap_.string(std::move(body));
  TRY_ASSIGN(const Value value, evaluate_filter(*statement.value, &block));
  TRY_ASSIGN(const TaggedString text, to_text(heap_, value));
  return write(text);
}

Result<Interpreter::Flow> Interpreter::execute_with(const Statement& statement) {
  std::vector<Value> values;
  for (const auto& expression : statement.values) {
    TRY_ASSIGN(Value value, evaluate(*expression));
    values.push_back(std::move(value));
  }
  Scope* const outer = scope_;
  push_scope(outer);
  for (std::size_t i = 0; i < values.size(); ++i) TRY(assign(statement.targets[i], values[i]));
  TRY_ASSIGN(const Flow flow, execute(statement.body));
  pop_scope(outer);
  return flow;
}

Result<void> Interpreter::execute_generation(const Statement& statement) {
  TRY_ASSIGN(TaggedString text, capture(statement.body));
  text.mark_generated();
  return write(text);
}

Result<Value> Interpreter::call_macro(const Statement& macro, Scope* scope, Arguments& arguments) {
  Scope* const previous = scope_;
  push_scope(scope);
  TRY(bind_parameters(macro, arguments));
  TaggedString text;
  TaggedString* const outer = std::exchange(out_, &text);
  const auto flow = execute(macro.body);
  out_ = outer;
  pop_scope(previous);
  if (!flow) return flow.error();
  written_ -= text.size();
  return heap_.string(std::move(text));
}

Result<void> Interpreter::bind_parameters(const Statement& macro, Arguments& arguments) {
  std::vector<char> used(arguments.named.size(), 0);
  for (std::size_t i = 0; i < macro.parameters.size(); ++i) {
    const auto& parameter = macro.parameters[i];
    std::optional<Value> value;
    if (i < arguments.positional.size()) value = arguments.positional[i];
    for (std::size_t k = 0; k < used.size(); ++k) {
      if (arguments.named[k].first != parameter.name) continue;
      if (value)
        return fail(ErrorCode::kInvalid,
                    fmt::format("macro '{}' got '{}' twice", macro.text, parameter.name));
      used[k] = 1;
      value = arguments.named[k].second;
    }
    if (!value && parameter.fallback != nullptr) {
      TRY_ASSIGN(value, evaluate(*parameter.fallback));
    }
    if (!value)
      value = heap_.undefined(fmt::format("parameter '{}' was not provided", parameter.name));
    set_variable(parameter.slot, *value);
  }
  return bind_rest(macro, arguments, used);
}

Result<void> Interpreter::bind_rest(const Statement& macro, Arguments& arguments,
                                    std::vector<char>& used) {
  const std::size_t count = macro.parameters.size();
  if (arguments.positional.size() > count && !macro.takes_rest)
    return fail(ErrorCode::kInvalid, fmt::format("macro '{}' takes {} arguments, not {}",
                                                 macro.text, count, arguments.positional.size()));
  if (macro.takes_rest && varargs_slot_ != kNone) {
    std::vector<Value> rest;
    for (std::size_t i = count; i < arguments.positional.size(); ++i)
      rest.push_back(arguments.positional[i]);
    set_variable(varargs_slot_, Value(heap_.list(std::move(rest), List::Kind::kTuple)));
  }
  Dict* named = heap_.dict();
  for (std::size_t k = 0; k < used.size(); ++k) {
    if (used[k] != 0) continue;
    const auto& [name, value] = arguments.named[k];
    if (name == "caller" && macro.takes_caller && caller_slot_ != kNone) {
      set_variable(caller_slot_, value);
    } else if (macro.takes_named_rest) {
      heap_.grow(2 * sizeof(Value));
      named->set(heap_.string(name), value);
    } else {
      return fail(ErrorCode::kInvalid,
                  fmt::format("macro '{}' takes no argument '{}'", macro.text, name));
    }
  }
  if (macro.takes_named_rest && kwargs_slot_ != kNone) set_variable(kwargs_slot_, Value(named));
  return {};
}

}  // namespace millrace::text::jinja
