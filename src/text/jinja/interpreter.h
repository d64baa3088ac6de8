// One rendering of a program: scopes, evaluation, limits. Made for one rendering, by one thread.
#pragma once
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "text/jinja/ast.h"
#include "text/jinja/limits.h"
#include "text/jinja/value.h"

namespace millrace::text::jinja {

struct Scope {
  Scope* parent = nullptr;  // null: the template's own, whose variables are in a table by slot
  std::vector<std::pair<std::size_t, Value>> variables{};
  bool captured = false;  // a macro made here may outlive the block
};

class Interpreter {
 public:
  Interpreter(const Program& program, const Limits& limits, base::Time now);

  Heap& heap() { return heap_; }
  const Program& program() const { return program_; }
  base::Time now() const { return now_; }
  void define(std::string_view name, Value value);  // a variable of the template's scope
  Result<TaggedString> run();

  Result<Value> call(const Value& callee, Arguments& arguments);
  Result<Value> attribute(const Value& object, std::string_view name);  // object.name
  Result<Value> item(const Value& object, const Value& key);            // object[key]
  Result<std::vector<Value>> iterate(const Value& value);
  Result<Value> filter(std::string_view name, const Value& value, Arguments& arguments);
  Result<bool> test(std::string_view name, const Value& value, Arguments& arguments);

  // For macros and recursive loops, which are called back.
  Result<Value> call_macro(const Statement& macro, Scope* scope, Arguments& arguments);
  Result<Value> call_loop(const Statement& loop, Scope* scope, const Value& items,
                          std::int64_t depth);

 private:
  enum class Flow { kNormal, kBreak, kContinue };

  Result<Value> evaluate(const Expression& expression);
  Result<Value> evaluate_kind(const Expression& expression);
  Value evaluate_constant(const Expression& expression);
  Value evaluate_name(const Expression& expression);
  Result<Value> evaluate_list(const Expression& expression, List::Kind kind);
  Result<Value> evaluate_dict(const Expression& expression);
  Result<Value> evaluate_sign(const Expression& expression);
  Result<Value> evaluate_compare(const Expression& expression);
  Result<Value> evaluate_concat(const Expression& expression);
  Result<Value> evaluate_conditional(const Expression& expression);
  Result<Value> evaluate_slice(const Expression& expression);
  Result<Value> evaluate_call(const Expression& expression);
  Result<Value> evaluate_filter(const Expression& expression, const Value* block);
  Result<Arguments> evaluate_arguments(const Expression& expression);

  Result<Flow> execute(const Block& block);
  Result<Flow> execute_one(const Statement& statement);
  Result<void> execute_output(const Statement& statement);
  Result<Flow> execute_if(const Statement& statement);
  Result<Flow> execute_for(const Statement& statement);
  Result<void> execute_set(const Statement& statement);
  Result<void> execute_set_block(const Statement& statement);
  Result<void> execute_call_block(const Statement& statement);
  Result<void> execute_filter_block(const Statement& statement);
  Result<Flow> execute_with(const Statement& statement);
  Result<void> execute_generation(const Statement& statement);
  void define_macro(const Statement& statement);
  Result<Flow> run_loop(const Statement& loop, const Value& iterable, std::int64_t depth);
  Result<std::vector<Value>> loop_items(const Statement& loop, const Value& iterable);
  Result<void> bind_parameters(const Statement& macro, Arguments& arguments);
  Result<void> bind_rest(const Statement& macro, Arguments& arguments, std::vector<char>& used);
  Result<void> assign(const Target& target, const Value& value);

  Result<void> write(const TaggedString& text);
  // What the block writes, instead of writing it; in a scope of its own.
  Result<TaggedString> capture(const Block& block);
  Value filtered_block(TaggedString text);

  Scope* push_scope(Scope* parent);
  void pop_scope(Scope* previous);
  void capture_scopes();  // those around this place stay as they are, for who comes back to them
  void set_variable(std::size_t slot, Value value);
  const Value* find_variable(std::size_t slot) const;
  std::size_t slot_of(std::string_view name) const;  // npos where the template never says it

  Result<void> tick();
  void blame(std::size_t offset) {
    if (!blamed_) blamed_ = offset;
  }

  const Program& program_;
  const Limits limits_;
  base::Time now_;
  Heap heap_;
  std::deque<Scope> scopes_;
  std::vector<Scope*> free_scopes_;
  Scope* scope_;
  std::vector<std::optional<Value>> root_;       // by slot
  std::vector<std::optional<Value>> constants_;  // by slot
  std::size_t loop_slot_, caller_slot_, varargs_slot_, kwargs_slot_;
  TaggedString* out_ = nullptr;
  std::size_t written_ = 0;  // in all buffers together
  std::size_t depth_ = 0;
  std::optional<std::size_t> blamed_;  // where the error arose
};

}  // namespace millrace::text::jinja
