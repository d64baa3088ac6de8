#include "text/jinja/loop_context.h"

#include "text/jinja/bound_method.h"
#include "text/jinja/python.h"

namespace millrace::text::jinja {
namespace {

Result<Value> cycle(Interpreter&, const Value& self, Arguments& arguments) {
  if (arguments.positional.empty()) return fail(ErrorCode::kInvalid, "cycle needs values");
  const auto& loop = static_cast<const LoopContext&>(*self.callable());
  return arguments.positional[loop.index() % arguments.positional.size()];
}

Result<Value> changed(Interpreter& interpreter, const Value& self, Arguments& arguments) {
  auto& loop = static_cast<LoopContext&>(*self.callable());
  TRY_ASSIGN(const bool differs, loop.changed(interpreter, arguments.positional));
  return Value(differs);
}

}  // namespace

Result<Value> LoopContext::call(Interpreter& interpreter, Arguments& arguments) {
  if (arguments.positional.size() != 1)
    return fail(ErrorCode::kInvalid, "loop(…) takes what to go through");
  return interpreter.call_loop(loop_, scope_, arguments.positional.front(), depth_ + 1);
}

Result<bool> LoopContext::changed(Interpreter& interpreter, const std::vector<Value>& values) {
  bool same = last_values_ && last_values_->size() == values.size();
  for (std::size_t i = 0; same && i < values.size(); ++i) {
    TRY_ASSIGN(same, equal(interpreter.heap(), (*last_values_)[i], values[i]));
  }
  last_values_ = values;
  return !same;
}

std::optional<Value> LoopContext::attribute(Interpreter& interpreter, std::string_view name) {
  const auto index = static_cast<std::int64_t>(index_);
  const auto count = static_cast<std::int64_t>(items_.items.size());
  if (name == "index") return Value(index + 1);
  if (name == "index0") return Value(index);
  if (name == "first") return Value(index == 0);
  if (name == "last") return Value(index + 1 == count);
  if (name == "length") return Value(count);
  if (name == "revindex") return Value(count - index);
  if (name == "revindex0") return Value(count - index - 1);
  if (name == "depth") return Value(depth_ + 1);
  if (name == "depth0") return Value(depth_);
  Heap& heap = interpreter.heap();
  if (name == "previtem")
    return index == 0 ? heap.undefined("there is no previous item") : items_.items[index_ - 1];
  if (name == "nextitem")
    return index + 1 == count ? heap.undefined("there is no next item") : items_.items[index_ + 1];
  if (name == "cycle") return heap.callable<BoundMethod>(Value(this), name, &cycle);
  if (name == "changed") return heap.callable<BoundMethod>(Value(this), name, &jinja::changed);
  return std::nullopt;
}

}  // namespace millrace::text::jinja
