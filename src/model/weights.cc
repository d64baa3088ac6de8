#include "model/weights.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "io/mapped_file.h"
#include "kernels/cast/op.h"

namespace millrace::model {
namespace {

constexpr std::size_t kGap = 16;  // floats: tensors begin at multiples of 64 bytes

std::size_t padded(std::int64_t elements) {
  return (static_cast<std::size_t>(elements) + kGap - 1) / kGap * kGap;
}

Tensor matrix_of(const modelfile::TensorShape& shape, Dtype dtype, void* data) {
  const std::int64_t cols = shape.shape.back();
  return {
      .dtype = dtype, .rows = shape.elements() / cols, .cols = cols, .stride = cols, .data = data};
}

Result<Dtype> kernel_type(modelfile::Dtype dtype) {
  if (dtype == modelfile::Dtype::kF32) return Dtype::kF32;
  if (dtype == modelfile::Dtype::kBf16) return Dtype::kBf16;
  if (dtype == modelfile::Dtype::kF16) return Dtype::kF16;
  return fail(ErrorCode::kInvalid,
              fmt::format("weights of type {} are not supported", modelfile::dtype_name(dtype)));
}

}  // namespace

void Trainables::allocate(const std::vector<modelfile::TensorShape>& list, Dtype compute) {
  std::size_t all = 0;
  for (const auto& shape : list) all += padded(shape.elements());
  value_memory_ = tensor::Mapping(all * sizeof(float));
  gradient_memory_ = tensor::Mapping(all * sizeof(float));
  if (compute == Dtype::kBf16) copy_memory_ = tensor::Mapping(all * sizeof(kernels::Bf16));
  values_ = {reinterpret_cast<float*>(value_memory_.data()), all};
  gradients_ = {reinterpret_cast<float*>(gradient_memory_.data()), all};
  std::size_t at = 0;
  for (const auto& shape : list) {
    const auto elements = static_cast<std::size_t>(shape.elements());
    const bool matrix = shape.shape.size() > 1;
    Parameter parameter{.name = shape.name,
                        .shape = shape.shape,
                        .value = values_.subspan(at, elements),
                        .gradient = gradients_.subspan(at, elements)};
    parameter.decay = matrix ? Parameter::Decay::kYes : Parameter::Decay::kNo;
    if (matrix && compute == Dtype::kBf16)
      parameter.copy = reinterpret_cast<kernels::Bf16*>(copy_memory_.data()) + at;
    index_[shape.name] = parameters_.size();
    parameters_.push_back(std::move(parameter));
    at += padded(shape.elements());
  }
}

Weight Trainables::weight(std::string_view name) const {
  const auto found = index_.find(name);
  if (found == index_.end()) return {};
  const Parameter& p = parameters_[found->second];
  const modelfile::TensorShape shape{p.name, p.shape};
  Weight weight{matrix_of(shape, Dtype::kF32, p.value.data()),
                matrix_of(shape, Dtype::kF32, p.gradient.data())};
  if (p.copy != nullptr) weight.value = matrix_of(shape, Dtype::kBf16, p.copy);
  return weight;
}

void Trainables::refresh(tensor::Backend& backend) {
  for (const Parameter& p : parameters_)
    if (p.copy != nullptr) {
      const modelfile::TensorShape shape{p.name, p.shape};
      backend.cast(matrix_of(shape, Dtype::kF32, p.value.data()),
                   matrix_of(shape, Dtype::kBf16, p.copy));
    }
}

Result<std::unique_ptr<Weights>> Weights::make(const modelfile::Descriptor& descriptor,
                                               const Options& options, tensor::Backend& backend,
                                               const Fill& fill) {
  auto weights = std::make_unique<Weights>();
  weights->list_ = modelfile::tensor_list(descriptor);
  if (options.purpose == Purpose::kTrainAll) {
    weights->trainables_.allocate(weights->list_, options.compute);
    for (const auto& shape : weights->list_)
      for (const Parameter& p : weights->trainables_.parameters())
        if (p.name == shape.name) TRY(fill(shape, matrix_of(shape, Dtype::kF32, p.value.data())));
    weights->trainables_.refresh(backend);
    return weights;
  }
  for (const auto& shape : weights->list_) {
    const Dtype dtype = shape.shape.size() > 1 ? options.compute : Dtype::kF32;
    const std::int64_t cols = shape.shape.back();
    const Tensor to = weights->arena_.matrix(dtype, shape.elements() / cols, cols);
    TRY(fill(shape, to));
    weights->frozen_[shape.name] = to;
  }
  return weights;
}

Weight Weights::find(std::string_view name) const {
  const auto found = frozen_.find(name);
  return found != frozen_.end() ? Weight{found->second, {}} : trainables_.weight(name);
}

Result<void> read_tensor(const modelfile::StoredTensor& from, const Tensor& to) {
  TRY_ASSIGN(const Dtype type, kernel_type(from.dtype));
  const std::size_t width = modelfile::dtype_bytes(from.dtype);
  const std::size_t elements = from.bytes.size() / width;
  CHECK(static_cast<std::int64_t>(elements) == to.rows * to.cols && to.stride == to.cols);
  // Through an aligned piece of memory: the mapping promises no alignment.
  constexpr std::size_t kPiece = 16384;
  alignas(64) std::byte piece[kPiece];
  const std::size_t step = kPiece / width;
  for (std::size_t at = 0; at < elements; at += step) {
    const std::size_t n = std::min(step, elements - at);
    std::memcpy(piece, from.bytes.data() + at * width, n * width);
    auto* out = static_cast<std::byte*>(to.data) +
                at * static_cast<std::size_t>(tensor::element_bytes(to.dtype));
    kernels::cast().convert(type, piece, to.dtype, out, n);
  }
  return {};
}

Fill fill_from(const modelfile::WeightFolder& folder) {
  return [&folder](const modelfile::TensorShape& shape, const Tensor& to) -> Result<void> {
    const modelfile::StoredTensor& stored = *folder.find(shape.name);
    TRY(read_tensor(stored, to));
    io::let_go(stored.bytes);
    return {};
  };
}

}  // namespace millrace::model
