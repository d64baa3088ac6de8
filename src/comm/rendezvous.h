// How the ranks find each other: everybody reports to rank 0, which tells all where the others are;
// then each connects to the next. Blocking.
#pragma once
#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "comm/world.h"
#include "io/fd.h"

namespace millrace::comm {

struct Links {
  io::Fd next{};      // to rank + 1
  io::Fd previous{};  // from rank - 1
};

// `listener`: rank 0's own, when the caller has it already; else it is made at world.host:port.
// kTimeout names the ranks that did not come; kConflict when two say that they are the same.
Result<Links> meet(const World& world, base::Clock& clock, base::Duration timeout,
                   std::optional<io::Fd> listener = std::nullopt);

}  // namespace millrace::comm
