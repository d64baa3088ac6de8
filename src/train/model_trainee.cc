#include "train/model_trainee.h"

namespace millrace::train {
namespace {

model::Batch batch_of(const Rows& rows) {
  return {.ids = rows.ids, .labels = rows.labels, .starts = rows.starts, .examples = rows.examples};
}

}  // namespace

ModelTrainee::ModelTrainee(model::Model& model, model::StepOptions::Saved saved)
    : model_(model), saved_(saved) {
  for (const model::Parameter& p : model.parameters())
    tensors_.push_back({.name = p.name,
                        .offset = static_cast<std::size_t>(p.value.data() - model.values().data()),
                        .size = p.value.size(),
                        .decay = p.decay == model::Parameter::Decay::kYes ? Tensor::Decay::kYes
                                                                          : Tensor::Decay::kNo,
                        .copy = p.copy});
}

Result<double> ModelTrainee::forward_backward(const Rows& rows, const Backward& options) {
  TRY_ASSIGN(
      const model::Losses losses,
      model_.forward_backward(
          batch_of(rows),
          {.scale = options.scale, .saved = saved_, .seed = options.seed, .step = options.step}));
  return losses.sum;
}

Result<double> ModelTrainee::loss(const Rows& rows) {
  TRY_ASSIGN(const model::Losses losses, model_.losses(batch_of(rows)));
  return losses.sum;
}

}  // namespace millrace::train
