// What the metrics sampler is to look at: the attempts that run now, and what their instances were
// given.
#pragma once
#include <vector>

#include "metrics/sampler.h"
#include "resource/run.h"
#include "store/store.h"

namespace millrace::control {

// Attempts with an instance that runs. Pure.
std::vector<metrics::SampleTarget> sample_targets(const std::vector<resource::Run>& active);
// The same from the store; empty, with a line in the log, when it cannot be read.
std::vector<metrics::SampleTarget> sample_targets(store::Store& store);

}  // namespace millrace::control
