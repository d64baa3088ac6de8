// How fast this machine multiplies matrices, measured in a tenth of a second: what plans and mfu
// are about. One thread.
#pragma once
#include "base/clock.h"
#include "tensor/backend.h"

namespace millrace::train {

// Operations per second of products like a layer's; 0 when the clock does not move.
double measure_peak_flops(tensor::Backend& backend, base::Clock& clock, tensor::Dtype dtype);

}  // namespace millrace::train
