// `loop` within a for: where it stands. Lives as long as the rendering; used by one thread.
#pragma once
#include "text/jinja/ast.h"
#include "text/jinja/interpreter.h"
#include "text/jinja/value.h"

namespace millrace::text::jinja {

class LoopContext final : public Callable {
 public:
  LoopContext(const Statement& loop, Scope* scope, const List& items, std::int64_t depth)
      : loop_(loop), scope_(scope), items_(items), depth_(depth) {}

  void move_to(std::size_t index) { index_ = index; }
  Result<Value> call(Interpreter& interpreter, Arguments& arguments) override;
  std::string_view name() const override { return "LoopContext"; }
  std::optional<Value> attribute(Interpreter& interpreter, std::string_view name) override;
  // For the methods cycle and changed.
  std::size_t index() const { return index_; }
  Result<bool> changed(Interpreter& interpreter, const std::vector<Value>& values);

 private:
  const Statement& loop_;
  Scope* scope_;
  const List& items_;
  std::int64_t depth_;
  std::size_t index_ = 0;
  std::optional<std::vector<Value>> last_values_;
};

}  // namespace millrace::text::jinja
