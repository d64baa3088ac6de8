// What limits the tokens of an answer: states, the tokens that each allows, and where each leads.
// Shared by any number of answers and threads.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include "infer/sampling.h"

namespace millrace::infer {

class Constraint {
 public:
  using State = std::uint32_t;
  virtual ~Constraint() = default;
  virtual State start() const = 0;
  // The tokens that may follow; the end of the answer is one of them where it is complete. Null:
  // the tokens of this model cannot go on from here.
  virtual std::shared_ptr<const TokenMask> allowed(State state) = 0;
  // Nothing for a token that is not allowed. The state after the end is the state itself.
  virtual std::optional<State> next(State state, std::int32_t token) = 0;
};

}  // namespace millrace::infer
