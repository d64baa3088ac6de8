// Object identities: ULID (github.com/ulid/spec) in lower case: 26 characters, sorted by creation
// time, first character always a digit, so that an id is never a name.
#pragma once
#include <compare>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/rng.h"

namespace millrace::base {

// Time-ordered; within one millisecond in order of the calls of one process. Thread-safe.
std::string new_ulid(Clock& clock, Rng& rng);
bool is_id(std::string_view text);  // has the form of an id

// An id of a T; ids of different kinds do not mix.
template <class T>
struct Id {
  std::string value;
  bool empty() const { return value.empty(); }
  auto operator<=>(const Id&) const = default;
};

}  // namespace millrace::base
