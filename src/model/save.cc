// Writing a model: every tensor from the best copy there is of it, with the adapter added.
#include <cstring>

#include "kernels/cast/op.h"
#include "model/state.h"

namespace millrace::model {
namespace {

Dtype kernel_type(modelfile::Dtype dtype) {
  if (dtype == modelfile::Dtype::kBf16) return Dtype::kBf16;
  return dtype == modelfile::Dtype::kF16 ? Dtype::kF16 : Dtype::kF32;
}

const char* torch_name(modelfile::Dtype dtype) {
  if (dtype == modelfile::Dtype::kBf16) return "bfloat16";
  return dtype == modelfile::Dtype::kF16 ? "float16" : "float32";
}

// "model.layers.0.mlp.up_proj" of "model.layers.0.mlp.up_proj.weight".
std::string module_of(const std::string& tensor) {
  return tensor.substr(0, tensor.rfind('.'));
}

}  // namespace

// The bytes of one tensor at a time: the writer asks for them in order.
class TensorBytes {
 public:
  TensorBytes(Model::State& state, modelfile::Dtype dtype) : state_(state), dtype_(dtype) {}

  Result<void> read(const modelfile::TensorShape& shape, std::uint64_t offset,
                    std::span<std::byte> out) {
    if (offset == 0) TRY(prepare(shape));
    std::memcpy(out.data(), bytes_.data() + offset, out.size());
    return {};
  }

 private:
  Result<void> prepare(const modelfile::TensorShape& shape) {
    const auto mark = state_.backend.mark();
    const std::int64_t cols = shape.shape.back();
    const std::int64_t elements = shape.elements();
    const Tensor values = state_.backend.scratch(Dtype::kF32, elements / cols, cols);
    TRY(fill(shape, values));
    if (state_.adapter) {
      const Tensor delta = state_.adapter->delta(state_.backend, module_of(shape.name));
      if (!delta.empty() && shape.shape.size() == 2) state_.backend.add(values, delta, values);
    }
    bytes_.resize(static_cast<std::size_t>(elements) * modelfile::dtype_bytes(dtype_));
    kernels::cast().convert(Dtype::kF32, values.data, kernel_type(dtype_), bytes_.data(),
                            static_cast<std::size_t>(elements));
    state_.backend.rewind(mark);
    return {};
  }

  Result<void> fill(const modelfile::TensorShape& shape, const Tensor& values) {
    if (state_.source) return read_tensor(*state_.source->find(shape.name), values);
    if (state_.options.purpose == Purpose::kTrainAll) {
      for (const Parameter& p : state_.weights->trainables().parameters())
        if (p.name == shape.name) std::memcpy(values.data, p.value.data(), p.value.size_bytes());
      return {};
    }
    state_.backend.cast(state_.weights->find(shape.name).value, values);
    return {};
  }

  Model::State& state_;
  modelfile::Dtype dtype_;
  std::vector<std::byte> bytes_;
};

Result<void> Model::save(const std::string& folder, modelfile::Dtype dtype) {
  if (dtype != modelfile::Dtype::kF32 && dtype != modelfile::Dtype::kBf16 &&
      dtype != modelfile::Dtype::kF16)
    return fail(ErrorCode::kInvalid, "models are saved as F32, F16 or BF16");
  auto& fs = io::system_files();
  TRY(fs.make_directories(folder));
  TensorBytes bytes(*state_, dtype);
  std::vector<modelfile::TensorSource> tensors;
  for (const auto& shape : state_->weights->list())
    tensors.push_back({.name = shape.name,
                       .dtype = dtype,
                       .shape = shape.shape,
                       .read = [&](std::uint64_t offset, std::span<std::byte> out) {
                         return bytes.read(shape, offset, out);
                       }});
  TRY(modelfile::write_weights(fs, folder, tensors));
  json::Value config = state_->descriptor.config;
  (*config.as_object())["torch_dtype"] = torch_name(dtype);
  return io::replace_file(fs, folder + "/config.json", json::dump_pretty(config) + "\n");
}

Result<void> Model::save_adapter(const std::string& folder, const std::string& base_name) {
  if (!state_->adapter) return fail(ErrorCode::kConflict, "the model has no adapter to save");
  return state_->adapter->save(folder, base_name);
}

Result<void> Model::merge_adapter() {
  if (!state_->adapter) return fail(ErrorCode::kConflict, "the model has no adapter to merge");
  if (state_->options.purpose != Purpose::kInference)
    return fail(ErrorCode::kConflict,
                "an adapter in training is not merged; saving the model writes it merged");
  for (const auto& shape : state_->weights->list()) {
    if (shape.shape.size() != 2) continue;
    const auto mark = state_->backend.mark();
    const Tensor delta = state_->adapter->delta(state_->backend, module_of(shape.name));
    if (!delta.empty()) state_->backend.axpy(1, delta, state_->weights->find(shape.name).value);
    state_->backend.rewind(mark);
  }
  LoadedAdapter::detach(state_->network);
  state_->adapter.reset();
  state_->source.reset();
  return {};
}

}  // namespace millrace::model
