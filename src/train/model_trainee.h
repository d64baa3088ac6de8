// The model as a trainee: full, or its LoRA matrices alone. One thread.
#pragma once
#include <memory>
#include <vector>

#include "model/model.h"
#include "train/trainee.h"

namespace millrace::train {

class ModelTrainee final : public Trainee {
 public:
  ModelTrainee(model::Model& model, model::StepOptions::Saved saved);
  std::span<const Tensor> tensors() const override { return tensors_; }
  std::span<float> values() override { return model_.values(); }
  std::span<float> gradients() override { return model_.gradients(); }
  void zero_gradients() override { model_.zero_gradients(); }
  void values_changed() override { model_.values_changed(); }
  Result<double> forward_backward(const Rows& rows, const Backward& options) override;
  Result<double> loss(const Rows& rows) override;

 private:
  model::Model& model_;
  model::StepOptions::Saved saved_;
  std::vector<Tensor> tensors_;
};

}  // namespace millrace::train
