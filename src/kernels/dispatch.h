// Which instruction set the kernels use: what the processor has, capped by whom it concerns.
// Thread-safe; change the cap only while no kernel runs.
//
// Each op.h declares a table of functions and an accessor, `rmsnorm()`, that answers the table for
// active_isa(); `rmsnorm(isa)` answers the one for a given set. A set without code of its own gets
// the next lower one.
#pragma once
#include <span>
#include <string_view>

#include "kernels/types.h"

namespace millrace::kernels {

// What this processor (and its operating system) can run; asked once.
Isa detected_isa();

// The lower of detected_isa() and the cap; starts uncapped.
Isa active_isa();

// For the engine's flag and for tests: nothing above `cap` is used from now on.
void set_isa_cap(Isa cap);

// All sets that this processor can run, kScalar first.
std::span<const Isa> runnable_isas();

std::string_view isa_name(Isa isa);

}  // namespace millrace::kernels
