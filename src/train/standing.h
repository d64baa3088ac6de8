// How far a training has come, beside its weights and moments: the small document in each
// checkpoint. Values.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "json/value.h"

namespace millrace::train {

struct Standing {
  std::int64_t step = 0;  // done
  std::int64_t tokens = 0;
  double seconds = 0;  // in all lives
  std::optional<double> best_eval{};
  std::int64_t best_step = 0;
  std::int64_t worse_evals = 0;  // since the best
};

json::Object encode(const Standing& standing, const std::string& identity);
// kConflict when the checkpoint is of another training.
Result<Standing> decode_standing(const json::Object& meta, const std::string& identity);

}  // namespace millrace::train
