// RMS normalisation over lanes. Included by avx2.cc and avx512.cc alone.
#pragma once

namespace millrace::kernels {
namespace {

MILLRACE_INLINE std::size_t row_offset(std::size_t row, std::size_t group, std::size_t stride,
                                       std::size_t cols) {
  return group == 1 ? row * stride : (row / group) * stride + (row % group) * cols;
}

MILLRACE_INLINE float inverse_root(float mean_of_squares) {
  return 1.0F / _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(mean_of_squares)));
}

template <typename T, typename W>
void forward_rows(const RmsnormForward& args, Range rows) {
  const std::size_t cols = args.cols;
  const W* weight = as<W>(args.weight);
  for (std::size_t r = rows.begin; r < rows.end; ++r) {
    const std::size_t in = row_offset(r, args.group, args.x_stride, cols);
    const std::size_t out = row_offset(r, args.group, args.y_stride, cols);
    const T* x = as<T>(args.x) + in;
    Vec squares = zeros();
    if (args.residual != nullptr) {
      const T* residual = as<T>(args.residual) + in;
      T* total = as<T>(args.sum) + out;
      // What is normalised is the rounded sum, which backward reads again.
      sweep(cols, [&](std::size_t c, auto lanes) {
        store(total + c, load(x + c, lanes) + load(residual + c, lanes), lanes);
        const Vec value = load(total + c, lanes);
        squares = fma(value, value, squares);
      });
      x = total;
    } else {
      sweep(cols, [&](std::size_t c, auto lanes) {
        const Vec value = load(x + c, lanes);
        squares = fma(value, value, squares);
      });
    }
    const float inv = inverse_root(sum(squares) / static_cast<float>(cols) + args.eps);
    if (args.inv_rms != nullptr) args.inv_rms[r] = inv;
    T* y = as<T>(args.y) + out;
    sweep(cols, [&](std::size_t c, auto lanes) {
      store(y + c, load(x + c, lanes) * fill(inv) * load(weight + c, lanes), lanes);
    });
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
    Vec dots = zeros();
    sweep(cols, [&](std::size_t c, auto lanes) {
      dots = fma(load(x + c, lanes) * load(dy + c, lanes), load(weight + c, lanes), dots);
    });
    const float pull = sum(dots) * inv * inv / static_cast<float>(cols);
    sweep(cols, [&](std::size_t c, auto lanes) {
      const Vec gradient = load(dy + c, lanes);
      const Vec value = load(x + c, lanes);
      if (dweight != nullptr) {
        store(dweight + c, fma(gradient * value, fill(inv), load(dweight + c, lanes)), lanes);
      }
      Vec result = fill(inv) * fnma(value, fill(pull), gradient * load(weight + c, lanes));
      if (add != nullptr) result = result + load(add + c, lanes);
      store(dx + c, result, lanes);
    });
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
}  // namespace millrace::kernels
