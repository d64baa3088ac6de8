// Waits until something that is written to the store has happened. Blocking: on a worker;
// thread-safe.
#pragma once
#include <functional>

#include "base/clock.h"
#include "store/store.h"

namespace millrace::api {

enum class Waited { kHappened, kTooLong };
// Asks `look` at once and after commits until it says that it has happened, at most `longest`.
Result<Waited> wait_for(store::Store& store, base::Clock& clock, base::Duration longest,
                        const std::function<Result<Waited>()>& look);

}  // namespace millrace::api
