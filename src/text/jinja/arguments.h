// Binds the arguments of a call to the names of its parameters. Used by one thread.
#pragma once
#include <initializer_list>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/jinja/value.h"

namespace millrace::text::jinja {

class BoundArguments {
 public:
  // Too many, unknown and doubled ones are errors.
  static Result<BoundArguments> bind(std::string_view callee, const Arguments& arguments,
                                     std::initializer_list<std::string_view> parameters);
  const Value* find(std::size_t index) const { return values_[index]; }  // nullptr when not given
  bool given(std::size_t index) const { return values_[index] != nullptr; }
  Result<const Value*> required(std::size_t index) const;
  bool truth_or(std::size_t index, bool other) const;
  Result<std::int64_t> integer_or(std::size_t index, std::int64_t other) const;
  // None counts as absent.
  Result<TaggedString> text_or(std::size_t index, std::string_view other) const;

 private:
  Error wrong(std::size_t index, std::string_view wanted) const;
  std::string_view callee_;
  std::vector<std::string_view> names_;
  std::vector<const Value*> values_;
};

}  // namespace millrace::text::jinja
