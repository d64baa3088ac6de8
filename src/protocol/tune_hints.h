// What the guide of fine-tuning advises against, in words. None of it prevents a start. Pure.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "protocol/tune_params.h"

namespace millrace::protocol {

// `params` with its nulls filled in; `parameters` of the base model, 0 where that is not known.
std::vector<std::string> fine_tune_hints(TuneMethod method, const TuneParams& params,
                                         std::int64_t parameters);

// Of the rows of all training files.
std::vector<std::string> data_hints(TuneMethod method, std::int64_t rows);

// More rows than this need not be counted for data_hints.
inline constexpr std::int64_t kPlentyOfRows = 10'000;

}  // namespace millrace::protocol
