#include "text/jinja/globals.h"

#include <fmt/core.h>

#include <ctime>

#include "text/jinja/arguments.h"
#include "text/jinja/bound_method.h"
#include "text/jinja/interpreter.h"
#include "text/jinja/python.h"

namespace millrace::text::jinja {
namespace {

constexpr std::int64_t kMaxRange = 100'000;  // as Jinja's sandbox has it

Result<Value> range(Interpreter& in, const Value&, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("range", arguments, {"start", "stop", "step"}));
  TRY(bound.required(0));
  TRY_ASSIGN(std::int64_t start, bound.integer_or(0, 0));
  TRY_ASSIGN(std::int64_t stop, bound.integer_or(1, 0));
  TRY_ASSIGN(const std::int64_t step, bound.integer_or(2, 1));
  if (!bound.given(1)) stop = std::exchange(start, 0);
  if (step == 0) return fail(ErrorCode::kInvalid, "range() cannot step by zero");
  std::vector<Value> items;
  for (std::int64_t i = start; step > 0 ? i < stop : i > stop;) {
    if (static_cast<std::int64_t>(items.size()) == kMaxRange)
      return fail(ErrorCode::kExhausted,
                  fmt::format("a range has at most {} items here", kMaxRange));
    items.emplace_back(i);
    if (__builtin_add_overflow(i, step, &i)) break;
  }
  return Value(in.heap().list(std::move(items)));
}

Result<Value> make_dict(Interpreter& in, Arguments& arguments, Dict::Kind kind) {
  Dict* dict = in.heap().dict(kind);
  if (arguments.positional.size() > 1)
    return fail(ErrorCode::kInvalid, "takes one mapping, and names");
  if (!arguments.positional.empty()) {
    const Value& source = arguments.positional.front();
    if (source.dict() != nullptr) {
      in.heap().grow(source.dict()->items.size() * 2 * sizeof(Value));
      dict->items = source.dict()->items;
    } else {
      TRY_ASSIGN(const auto pairs, in.iterate(source));
      for (const Value& pair : pairs) {
        if (pair.list() == nullptr || pair.list()->items.size() != 2)
          return fail(ErrorCode::kInvalid, "takes a mapping or pairs of keys and values");
        in.heap().charge(1 + dict->items.size() / 8);
        TRY(in.heap().check());
        dict->set(pair.list()->items[0], pair.list()->items[1]);
      }
    }
  }
  for (const auto& [name, value] : arguments.named) {
    in.heap().grow(2 * sizeof(Value));
    dict->set(in.heap().string(name), value);
  }
  return Value(dict);
}

Result<Value> dict(Interpreter& in, const Value&, Arguments& arguments) {
  return make_dict(in, arguments, Dict::Kind::kDict);
}

Result<Value> make_namespace(Interpreter& in, const Value&, Arguments& arguments) {
  return make_dict(in, arguments, Dict::Kind::kNamespace);
}

Result<Value> raise_exception(Interpreter& in, const Value&, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("raise_exception", arguments, {"message"}));
  TRY_ASSIGN(const Value* message, bound.required(0));
  TRY_ASSIGN(const TaggedString text, to_text(in.heap(), *message));
  return fail(ErrorCode::kInvalid,
              fmt::format("the template refuses these messages: {}", text.view()));
}

Result<Value> strftime_now(Interpreter& in, const Value&, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("strftime_now", arguments, {"format"}));
  TRY(bound.required(0));
  TRY_ASSIGN(const TaggedString format, bound.text_or(0, ""));
  if (format.size() > 1000) return fail(ErrorCode::kInvalid, "the format of a date is too long");
  const auto seconds = static_cast<std::time_t>(base::unix_ms(in.now()) / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char buffer[4096];
  const std::size_t size = std::strftime(buffer, sizeof buffer, format.bytes().c_str(), &parts);
  return in.heap().string(std::string(buffer, size));
}

class Cycler final : public Callable {
 public:
  explicit Cycler(std::vector<Value> items) : items_(std::move(items)) {}
  Result<Value> call(Interpreter&, Arguments&) override {
    return fail(ErrorCode::kInvalid, "a cycler is asked for its next()");
  }
  std::string_view name() const override { return "Cycler"; }
  std::optional<Value> attribute(Interpreter& in, std::string_view name) override {
    if (name == "current") return items_[index_];
    if (name == "next") return in.heap().callable<BoundMethod>(Value(this), name, &Cycler::next);
    if (name == "reset") return in.heap().callable<BoundMethod>(Value(this), name, &Cycler::reset);
    return std::nullopt;
  }

 private:
  static Result<Value> next(Interpreter&, const Value& self, Arguments&) {
    auto& cycler = static_cast<Cycler&>(*self.callable());
    const Value item = cycler.items_[cycler.index_];
    cycler.index_ = (cycler.index_ + 1) % cycler.items_.size();
    return item;
  }
  static Result<Value> reset(Interpreter&, const Value& self, Arguments&) {
    static_cast<Cycler&>(*self.callable()).index_ = 0;
    return Value();
  }
  std::vector<Value> items_;
  std::size_t index_ = 0;
};

Result<Value> make_cycler(Interpreter& in, const Value&, Arguments& arguments) {
  if (arguments.positional.empty()) return fail(ErrorCode::kInvalid, "cycler needs values");
  return in.heap().callable<Cycler>(arguments.positional);
}

class Joiner final : public Callable {
 public:
  explicit Joiner(Value separator) : separator_(std::move(separator)) {}
  Result<Value> call(Interpreter& in, Arguments&) override {
    return std::exchange(used_, true) ? separator_ : in.heap().string(TaggedString());
  }
  std::string_view name() const override { return "Joiner"; }

 private:
  Value separator_;
  bool used_ = false;
};

Result<Value> make_joiner(Interpreter& in, const Value&, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("joiner", arguments, {"sep"}));
  TRY_ASSIGN(TaggedString separator, bound.text_or(0, ", "));
  return in.heap().callable<Joiner>(in.heap().string(std::move(separator)));
}

}  // namespace

void define_globals(Interpreter& interpreter) {
  struct Global {
    std::string_view name;
    BoundMethod::Function function;
  };
  static constexpr Global kGlobals[] = {
      {"range", &range},
      {"dict", &dict},
      {"namespace", &make_namespace},
      {"raise_exception", &raise_exception},
      {"strftime_now", &strftime_now},
      {"cycler", &make_cycler},
      {"joiner", &make_joiner},
  };
  for (const Global& global : kGlobals)
    interpreter.define(global.name, interpreter.heap().callable<BoundMethod>(Value(), global.name,
                                                                             global.function));
}

}  // namespace millrace::text::jinja
