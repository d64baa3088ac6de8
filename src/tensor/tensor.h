// A matrix on a device: what it is and where it lies. Plain values that own nothing: the memory is
// an arena's or a backend's scratch. Code above the backends never follows `data`.
#pragma once
#include <cstdint>

#include "kernels/types.h"

namespace millrace::tensor {

using kernels::Dtype;

enum class Device : std::uint8_t { kCpu, kCuda };

constexpr std::int64_t element_bytes(Dtype dtype) {
  return dtype == Dtype::kF32 ? 4 : 2;
}

struct Tensor {
  Dtype dtype = Dtype::kF32;
  Device device = Device::kCpu;
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  std::int64_t stride = 0;  // elements from row to row
  void* data = nullptr;

  bool empty() const { return data == nullptr; }
};

// Rows [begin, begin + count) of it. Address arithmetic only.
Tensor rows_of(const Tensor& tensor, std::int64_t begin, std::int64_t count);
Tensor columns_of(const Tensor& tensor, std::int64_t begin, std::int64_t count);

}  // namespace millrace::tensor
