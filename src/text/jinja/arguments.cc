#include "text/jinja/arguments.h"

#include <fmt/core.h>

#include "text/jinja/python.h"

namespace millrace::text::jinja {

Result<BoundArguments> BoundArguments::bind(std::string_view callee, const Arguments& arguments,
                                            std::initializer_list<std::string_view> parameters) {
  BoundArguments bound;
  bound.callee_ = callee;
  bound.names_ = parameters;
  bound.values_.resize(parameters.size());
  if (arguments.positional.size() > parameters.size())
    return fail(ErrorCode::kInvalid, fmt::format("'{}' takes at most {} arguments, not {}", callee,
                                                 parameters.size(), arguments.positional.size()));
  for (std::size_t i = 0; i < arguments.positional.size(); ++i)
    bound.values_[i] = &arguments.positional[i];
  for (const auto& [name, value] : arguments.named) {
    std::size_t i = 0;
    while (i < bound.names_.size() && bound.names_[i] != name) ++i;
    if (i == bound.names_.size() || bound.values_[i] != nullptr)
      return fail(ErrorCode::kInvalid, fmt::format("'{}' does not take '{}' {}", callee, name,
                                                   i == bound.names_.size() ? "at all" : "twice"));
    bound.values_[i] = &value;
  }
  return bound;
}

Error BoundArguments::wrong(std::size_t index, std::string_view wanted) const {
  return fail(ErrorCode::kInvalid, fmt::format("'{}' of '{}' is {}, not {}", names_[index], callee_,
                                               wanted, type_name(*values_[index])));
}

Result<const Value*> BoundArguments::required(std::size_t index) const {
  if (values_[index] != nullptr) return values_[index];
  return fail(ErrorCode::kInvalid, fmt::format("'{}' needs '{}'", callee_, names_[index]));
}

bool BoundArguments::truth_or(std::size_t index, bool other) const {
  return values_[index] == nullptr ? other : truth(*values_[index]);
}

Result<std::int64_t> BoundArguments::integer_or(std::size_t index, std::int64_t other) const {
  if (values_[index] == nullptr || values_[index]->is_none()) return other;
  if (!values_[index]->is_integer()) return wrong(index, "an integer");
  return values_[index]->as_integer();
}

Result<TaggedString> BoundArguments::text_or(std::size_t index, std::string_view other) const {
  if (values_[index] == nullptr || values_[index]->is_none())
    return TaggedString(std::string(other));
  if (values_[index]->string() == nullptr) return wrong(index, "a string");
  return *values_[index]->string();
}

}  // namespace millrace::text::jinja
