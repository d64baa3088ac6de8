// The one error system: Result<T> holds a value or an Error. Member names follow std::expected.
// Values; no locking. An Error is for people and programs alike: a code of twelve, words that say
// what to do, and the fields at fault.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"

namespace millrace::base {

enum class ErrorCode : std::uint8_t {
  kInvalid, kUnauthenticated, kForbidden, kNotFound, kAlreadyExists, kConflict,
  kExhausted, kUnavailable, kTimeout, kCancelled, kCorrupt, kInternal,
};

// One row per code: everything that is said about a code anywhere comes from here.
struct ErrorCodeInfo {
  std::string_view word;
  int http_status;
  int exit_status;
  bool may_retry;
};
const ErrorCodeInfo& info(ErrorCode code);

struct FieldViolation {
  std::string field;   // dotted path, "env[2].name"
  std::string reason;  // words for people
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  std::vector<std::string> notes{};  // where it passed through, innermost first; for logs only
  std::vector<FieldViolation> violations{};

  Error&& note(std::string text) && { notes.push_back(std::move(text)); return std::move(*this); }
  std::string to_string() const;
};

// Shorthand: fail(kInvalid, "…") where a Result is returned.
inline Error fail(ErrorCode code, std::string message) { return Error{code, std::move(message)}; }
Error invalid_field(std::string field, std::string reason);
// errno as an Error: ENOENT → kNotFound, ENOSPC → kExhausted, …, else kInternal. `what` names the
// act.
Error from_errno(int error_number, std::string_view what);

template <class T = void>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& value() & { CHECK(has_value()); return std::get<0>(state_); }
  const T& value() const& { CHECK(has_value()); return std::get<0>(state_); }
  T&& value() && { CHECK(has_value()); return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  Error& error() & { CHECK(!has_value()); return std::get<1>(state_); }
  const Error& error() const& { CHECK(!has_value()); return std::get<1>(state_); }
  Error&& error() && { CHECK(!has_value()); return std::get<1>(std::move(state_)); }
  T value_or(T other) && { return has_value() ? std::get<0>(std::move(state_)) : std::move(other); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  void value() const { CHECK(has_value()); }
  Error& error() & { CHECK(error_.has_value()); return *error_; }
  const Error& error() const& { CHECK(error_.has_value()); return *error_; }
  Error&& error() && { CHECK(error_.has_value()); return *std::move(error_); }

 private:
  std::optional<Error> error_;
};

}  // namespace millrace::base

namespace millrace {
using base::Error;
using base::ErrorCode;
using base::Result;
using base::fail;
}  // namespace millrace

#define MILLRACE_JOIN_(a, b) a##b
#define MILLRACE_JOIN(a, b) MILLRACE_JOIN_(a, b)

// TRY(expr): returns expr's error from this function, if it has one.
#define TRY(expr)                                                    \
  do {                                                               \
    auto&& millrace_result = (expr);                                 \
    if (!millrace_result.has_value())                                \
      return std::forward<decltype(millrace_result)>(millrace_result).error(); \
  } while (false)

// TRY_ASSIGN(auto x, expr): the value, or the error returned from this function.
#define TRY_ASSIGN(target, expr) \
  MILLRACE_TRY_ASSIGN(MILLRACE_JOIN(millrace_result_, __LINE__), target, expr)
#define MILLRACE_TRY_ASSIGN(temporary, target, expr)          \
  auto temporary = (expr);                                    \
  if (!temporary.has_value()) return std::move(temporary).error(); \
  target = std::move(temporary).value()
