// Parameters of a training from words: a JSON document first, then flags, which win. Pure.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "protocol/tune_params.h"

namespace millrace::train {

// A field's name as a flag ("learning_rate" → "learning-rate") and what it was given.
using Words = std::vector<std::pair<std::string, std::string>>;

// `document`: a JSON object of TuneParams' members, or empty. Lists are written a,b,c in flags.
// kInvalid names every field at fault.
Result<protocol::TuneParams> read_params(std::string_view document, const Words& flags);

}  // namespace millrace::train
