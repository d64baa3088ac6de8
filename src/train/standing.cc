#include "train/standing.h"

namespace millrace::train {

json::Object encode(const Standing& standing, const std::string& identity) {
  return {{"identity", identity},
          {"step", standing.step},
          {"tokens", standing.tokens},
          {"seconds", standing.seconds},
          {"best_eval", standing.best_eval ? json::Value(*standing.best_eval) : json::Value()},
          {"best_step", standing.best_step},
          {"worse_evals", standing.worse_evals}};
}

Result<Standing> decode_standing(const json::Object& meta, const std::string& identity) {
  const json::Value document(meta);
  if (document.string_or("identity", "") != identity)
    return fail(ErrorCode::kConflict,
                "the checkpoint is of another training: model, data, method or parameters differ. "
                "Take another --output, or remove the checkpoints there");
  Standing out{.step = document.int_or("step", 0),
               .tokens = document.int_or("tokens", 0),
               .seconds = document.number_or("seconds", 0),
               .best_step = document.int_or("best_step", 0),
               .worse_evals = document.int_or("worse_evals", 0)};
  const json::Value* const best = document.find("best_eval");
  if (best && !best->is_null()) out.best_eval = document.number_or("best_eval", 0);
  return out;
}

}  // namespace millrace::train
