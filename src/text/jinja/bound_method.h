// A function of Python that belongs to a value ("text".split), or to none (range). Lives as long as
// the rendering; used by one thread.
#pragma once
#include <string>
#include <string_view>

#include "text/jinja/value.h"

namespace millrace::text::jinja {

class BoundMethod final : public Callable {
 public:
  using Function = Result<Value> (*)(Interpreter& interpreter, const Value& self,
                                     Arguments& arguments);
  BoundMethod(Value self, std::string_view name, Function function)
      : self_(std::move(self)), name_(name), function_(function) {}
  Result<Value> call(Interpreter& interpreter, Arguments& arguments) override {
    return function_(interpreter, self_, arguments);
  }
  std::string_view name() const override { return name_; }

 private:
  Value self_;
  std::string name_;
  Function function_;
};

}  // namespace millrace::text::jinja
