// Value: what an expression of a template is at run time, with Python's meaning. Containers belong
// to the Heap of the rendering and live until it ends, so that lists which contain each other
// neither leak nor overflow the stack when they go. Used by one thread.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "text/jinja/limits.h"
#include "text/jinja/tagged_string.h"

namespace millrace::text::jinja {

class Heap;
struct List;
struct Dict;
struct Callable;

// A name or member that is not there; `what` says which, for the error when it is used.
struct Undefined {
  const std::string* what;
};

struct StringRep {
  StringRep(TaggedString text_in, bool markup_in, Heap& heap_in);
  ~StringRep();
  StringRep(const StringRep&) = delete;
  StringRep& operator=(const StringRep&) = delete;
  TaggedString text;
  bool markup;  // made by |safe: what is added to it with + gets escaped
  Heap& heap;
};
using String = std::shared_ptr<const StringRep>;

class Value {
 public:
  Value() = default;  // none
  // Not inline: copies of a variant are much code, and there are many.
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();
  Value(Undefined v) : data_(v) {}
  Value(bool v) : data_(v) {}
  Value(std::int64_t v) : data_(v) {}
  Value(double v) : data_(v) {}
  Value(String v) : data_(std::move(v)) {}
  Value(List* v) : data_(v) {}
  Value(Dict* v) : data_(v) {}
  Value(Callable* v) : data_(v) {}

  bool is_none() const { return std::holds_alternative<std::monostate>(data_); }
  const Undefined* undefined() const { return std::get_if<Undefined>(&data_); }
  const bool* boolean() const { return std::get_if<bool>(&data_); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&data_); }
  const double* real() const { return std::get_if<double>(&data_); }
  const TaggedString* string() const {
    const auto* s = std::get_if<String>(&data_);
    return s == nullptr ? nullptr : &(*s)->text;
  }
  bool is_markup() const {
    const auto* s = std::get_if<String>(&data_);
    return s != nullptr && (*s)->markup;
  }
  List* list() const { return pointer<List*>(); }
  Dict* dict() const { return pointer<Dict*>(); }
  Callable* callable() const { return pointer<Callable*>(); }
  // Booleans count as integers, as in Python.
  bool is_integer() const { return integer() != nullptr || boolean() != nullptr; }
  bool is_number() const { return is_integer() || real() != nullptr; }
  std::int64_t as_integer() const {
    return integer() != nullptr ? *integer() : (*boolean() ? 1 : 0);
  }
  double as_real() const { return real() != nullptr ? *real() : static_cast<double>(as_integer()); }

 private:
  template <class T>
  T pointer() const {
    const T* p = std::get_if<T>(&data_);
    return p == nullptr ? nullptr : *p;
  }
  std::variant<std::monostate, Undefined, bool, std::int64_t, double, String, List*, Dict*,
               Callable*>
      data_;
};

struct List {
  std::vector<Value> items;
  enum class Kind { kList, kTuple, kLazy } kind = Kind::kList;  // lazy: an iterator in Python
  Origin origin = kTemplateOrigin;  // of its brackets and commas when written as text
};

struct Dict {
  std::vector<std::pair<Value, Value>> items;  // in order of insertion
  enum class Kind { kDict, kNamespace } kind = Kind::kDict;
  Origin origin = kTemplateOrigin;
  const Value* find(const Value& key) const;
  const Value* find(std::string_view key) const;
  void set(Value key, Value value);
};

struct Arguments {
  std::vector<Value> positional;
  std::vector<std::pair<std::string, Value>> named;
};

class Interpreter;
struct Callable {
  virtual ~Callable() = default;
  virtual Result<Value> call(Interpreter& interpreter, Arguments& arguments) = 0;
  virtual std::string_view name() const = 0;
  virtual std::optional<Value> attribute(Interpreter&, std::string_view) { return std::nullopt; }
};

// Makes values and counts what they cost. Over a limit it goes on, and says so to the next step of
// the interpreter; what could be huge at once asks `room` first.
class Heap {
 public:
  explicit Heap(const Limits& limits) : limits_(limits) {}
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  Value string(TaggedString text);
  Value string(std::string text) { return string(TaggedString(std::move(text))); }
  Value markup(TaggedString text);
  List* list(List::Kind kind = List::Kind::kList);
  List* list(std::vector<Value> items, List::Kind kind = List::Kind::kList);
  Dict* dict(Dict::Kind kind = Dict::Kind::kDict);
  Value undefined(std::string what);
  template <class T, class... A>
  Value callable(A&&... arguments) {
    grow(128);
    callables_.push_back(std::make_unique<T>(std::forward<A>(arguments)...));
    return Value(static_cast<Callable*>(callables_.back().get()));
  }

  void grow(std::size_t bytes) { bytes_ += bytes; }
  void shrink(std::size_t bytes) { bytes_ -= bytes; }
  void charge(std::uint64_t steps) { steps_ += steps; }
  Result<void> room(std::size_t bytes) const;  // may so many more be made at once?
  Result<void> check() const;                  // is everything within its limits?

 private:
  const Limits& limits_;
  std::size_t bytes_ = 0;
  std::uint64_t steps_ = 0;
  std::deque<List> lists_;
  std::deque<Dict> dicts_;
  std::deque<std::string> names_;
  std::vector<std::unique_ptr<Callable>> callables_;
};

}  // namespace millrace::text::jinja
