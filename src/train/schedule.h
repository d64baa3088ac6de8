// The learning rate of each step. Pure.
#pragma once
#include <cstdint>

#include "protocol/tune_params.h"

namespace millrace::train {

// Of step 0 … total-1: rises linearly over ceil(warmup_ratio x total) steps (the first has
// peak / warm-up steps), then falls to 0 at `total`, or stays.
double learning_rate_at(std::int64_t step, std::int64_t total, double peak, double warmup_ratio,
                        protocol::LrSchedule schedule);

}  // namespace millrace::train
