// Tables of the rotary embedding: cosine and sine of every position and frequency, with the
// stretching that config.json asks for. One thread.
#pragma once
#include <vector>

#include "modelfile/descriptor.h"
#include "tensor/arena.h"

namespace millrace::model {

// [head_dim / 2] angles per position; `length` matters for dynamic scaling only.
std::vector<float> rope_frequencies(const modelfile::Descriptor& descriptor, std::int64_t length);
// What cosine and sine are multiplied by (yarn), else 1.
float rope_magnitude(const modelfile::RopeScaling& scaling);

class RopeTable {
 public:
  explicit RopeTable(const modelfile::Descriptor& descriptor) : descriptor_(descriptor) {}
  // Good for positions below `length`; earlier answers stay valid until the table grows.
  void need(std::int64_t length);
  const tensor::Tensor& cosine() const { return cosine_; }
  const tensor::Tensor& sine() const { return sine_; }

 private:
  modelfile::Descriptor descriptor_;
  tensor::Mapping memory_;
  tensor::Tensor cosine_, sine_;
  std::int64_t filled_for_ = 0;
};

}  // namespace millrace::model
