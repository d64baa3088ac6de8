// What a training trains: values and gradients as one span each, and losses of packed rows. The
// model is one (model_trainee.h); tests have smaller ones. One thread.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "kernels/types.h"

namespace millrace::train {

// Segments one after the other without padding; they do not see each other.
struct Rows {
  std::vector<std::int32_t> ids{};
  std::vector<std::int32_t> labels{};     // the token that should follow, or -1
  std::vector<std::int32_t> starts{0};    // borders of the segments: 0, …, rows
  std::vector<std::uint32_t> examples{};  // [segments]: which example each is; keys dropout
};

// A part of values() with one way of being trained.
struct Tensor {
  std::string name{};
  std::size_t offset = 0;  // in values() and gradients()
  std::size_t size = 0;
  enum class Decay { kYes, kNo } decay = Decay::kYes;
  kernels::Bf16* copy = nullptr;  // what is computed with, if that is bf16: kept equal, rounded
};

struct Backward {
  float scale = 1;         // gradients are of scale x (sum of the losses of all labels)
  std::uint64_t seed = 0;  // of dropout
  std::uint32_t step = 0;
};

class Trainee {
 public:
  virtual ~Trainee() = default;
  virtual std::span<const Tensor> tensors() const = 0;  // in order of offset
  virtual std::span<float> values() = 0;                // fp32 masters
  virtual std::span<float> gradients() = 0;             // sums since zero_gradients()
  virtual void zero_gradients() = 0;
  virtual void values_changed() = 0;  // values() were written, copies were not
  // The sum of the losses of all labels; adds to the gradients.
  virtual Result<double> forward_backward(const Rows& rows, const Backward& options) = 0;
  virtual Result<double> loss(const Rows& rows) = 0;
};

}  // namespace millrace::train
