// The tensors of a model in memory, by name: what is computed with, and for those that are trained
// their fp32 masters and gradients, each one contiguous span. One thread.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/model.h"
#include "model/ops.h"
#include "modelfile/tensors.h"
#include "modelfile/weight_folder.h"
#include "tensor/arena.h"

namespace millrace::model {

// Trainable tensors that lie side by side.
class Trainables {
 public:
  // Lays out `list`; values and gradients are zero. With kBf16 matrices get a copy to compute with.
  void allocate(const std::vector<modelfile::TensorShape>& list, Dtype compute);
  Weight weight(std::string_view name) const;  // empty when absent
  std::span<Parameter> parameters() { return parameters_; }
  std::span<float> values() { return values_; }
  std::span<float> gradients() { return gradients_; }
  void refresh(tensor::Backend& backend);  // copies from masters

 private:
  tensor::Mapping value_memory_, gradient_memory_, copy_memory_;
  std::span<float> values_, gradients_;
  std::vector<Parameter> parameters_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

// Fills a tensor with values of its own: init's random ones, or a file's.
using Fill = std::function<Result<void>(const modelfile::TensorShape& shape, const Tensor& to)>;

class Weights {
 public:
  static Result<std::unique_ptr<Weights>> make(const modelfile::Descriptor& descriptor,
                                               const Options& options, tensor::Backend& backend,
                                               const Fill& fill);
  Weight find(std::string_view name) const;  // empty when absent
  Trainables& trainables() { return trainables_; }
  const std::vector<modelfile::TensorShape>& list() const { return list_; }

 private:
  std::vector<modelfile::TensorShape> list_;
  Trainables trainables_;
  tensor::Arena arena_;
  std::map<std::string, Tensor, std::less<>> frozen_;
};

// Reads from a folder, converting.
Fill fill_from(const modelfile::WeightFolder& folder);
Result<void> read_tensor(const modelfile::StoredTensor& from, const Tensor& to);
// Normal values, the same for every backend and type.
Fill fill_random(const modelfile::Descriptor& descriptor, std::uint64_t seed);
// Uniform in [-bound, bound].
void fill_uniform(std::span<float> values, double bound, std::uint64_t seed);

}  // namespace millrace::model
