#include "kernels/rmsnorm/op.h"
#include "kernels/scalar.h"

namespace millrace::kernels {
namespace {

std::size_t row_offset(std::size_t row, std::size_t group, std::size_t stride, std::size_t cols) {
  return (row / group) * stride + (row % group) * cols;
}

template <typename T, typename W>
void forward_rows(const RmsnormForward& args, Range rows) {
  const std::size_t cols = args.cols;
  const W* weight = as<W>(args.weight);
  for (std::size_t r = rows.begin; r < rows.end; ++r) {
    const std::size_t in = row_offset(r, args.group, args.x_stride, cols);
    const std::size_t out = row_offset(r, args.group, args.y_stride, cols);
    const T* x = as<T>(args.x) + in;
    if (args.residual != nullptr) {
      const T* residual = as<T>(args.residual) + in;
      T* sum = as<T>(args.sum) + out;
      for (std::size_t c = 0; c < cols; ++c) {
        sum[c] = from_float<T>(to_float(x[c]) + to_float(residual[c]));
      }
      x = sum;
    }
    float squares = 0;
    for (std::size_t c = 0; c < cols; ++c) squares += to_float(x[c]) * to_float(x[c]);
    const float inv = 1.0F / std::sqrt(squares / static_cast<float>(cols) + args.eps);
    if (args.inv_rms != nullptr) args.inv_rms[r] = inv;
    T* y = as<T>(args.y) + out;
    for (std::size_t c = 0; c < cols; ++c) {
      y[c] = from_float<T>(to_float(x[c]) * inv * to_float(weight[c]));
    }
  }
}

template <typename T, typename W>
void backward_rows(const RmsnormBackward& args, Range rows, float* dweight) {
  const std::size_t cols = args.cols;
  const W* weight = as<W>(args.weight);
  for (std::size_t r = rows.begin; r < rows.end; ++r) {
    const T* x = as<T>(args.x) + row_offset(r, args.group, args.x_stride, cols);
    const std::size_t out = row_offset(r, args.group, args.dy_stride, cols);
    const T* dy = as<T>(args.dy) + out;
    const T* add = args.add == nullptr ? nullptr : as<T>(args.add) + out;
    T* dx = as<T>(args.dx) + out;
    const float inv = args.inv_rms[r];
    float dot = 0;
    for (std::size_t c = 0; c < cols; ++c) {
      dot += to_float(x[c]) * to_float(dy[c]) * to_float(weight[c]);
    }
    const float pull = dot * inv * inv / static_cast<float>(cols);
    for (std::size_t c = 0; c < cols; ++c) {
      const float gradient = to_float(dy[c]);
      if (dweight != nullptr) dweight[c] += gradient * to_float(x[c]) * inv;
      float value = inv * (gradient * to_float(weight[c]) - to_float(x[c]) * pull);
      if (add != nullptr) value += to_float(add[c]);
      dx[c] = from_float<T>(value);
    }
  }
}

void forward(const RmsnormForward& args, Range rows) {
  with_type(args.type, [&](auto element) {
    with_type(args.weight_type,
              [&](auto weight) { forward_rows<decltype(element), decltype(weight)>(args, rows); });
  });
}

void backward(const RmsnormBackward& args, Range rows, float* dweight) {
  with_type(args.type, [&](auto element) {
    with_type(args.weight_type, [&](auto weight) {
      backward_rows<decltype(element), decltype(weight)>(args, rows, dweight);
    });
  });
}

}  // namespace

const RmsnormKernels rmsnorm_ref = {.forward = forward, .backward = backward};

}  // namespace millrace::kernels
