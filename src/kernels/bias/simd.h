// Bias rows and column sums over lanes. Included by avx2.cc and avx512.cc alone.
#pragma once

namespace millrace::kernels {
namespace {

void add(const BiasAdd& args, Range rows) {
  with_type(args.type, [&](auto element) {
    with_type(args.bias_type, [&](auto bias_element) {
      using T = decltype(element);
      const auto* bias_row = as<decltype(bias_element)>(args.bias);
      for (std::size_t r = rows.begin; r < rows.end; ++r) {
        T* x = as<T>(args.x) + r * args.stride;
        sweep(args.cols, [&](std::size_t c, auto lanes) {
          store(x + c, load(x + c, lanes) + load(bias_row + c, lanes), lanes);
        });
      }
    });
  });
}

// A vector of columns at a time, so that its sum stays in a register.
void column_sums(const ColumnSums& args, Range rows, float* sums) {
  with_type(args.type, [&](auto element) {
    const auto* x = as<decltype(element)>(args.x);
    sweep(args.cols, [&](std::size_t c, auto lanes) {
      Vec total = load(sums + c, lanes);
      for (std::size_t r = rows.begin; r < rows.end; ++r) {
        total = total + load(x + r * args.stride + c, lanes);
      }
      store(sums + c, total, lanes);
    });
  });
}

void sum_partials(const float* partials, std::size_t tiles, std::size_t cols, float* y,
                  Range columns) {
  sweep(columns.end - columns.begin, [&](std::size_t i, auto lanes) {
    const std::size_t c = columns.begin + i;
    Vec total = load(y + c, lanes);
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      total = total + load(partials + tile * cols + c, lanes);
    }
    store(y + c, total, lanes);
  });
}

}  // namespace
}  // namespace millrace::kernels
