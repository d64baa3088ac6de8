#include "kernels/bias/op.h"
#include "kernels/scalar.h"

namespace millrace::kernels {
namespace {

void add(const BiasAdd& args, Range rows) {
  with_type(args.type, [&](auto element) {
    with_type(args.bias_type, [&](auto bias_element) {
      using T = decltype(element);
      const auto* bias_row = as<decltype(bias_element)>(args.bias);
      for (std::size_t r = rows.begin; r < rows.end; ++r) {
        T* x = as<T>(args.x) + r * args.stride;
        for (std::size_t c = 0; c < args.cols; ++c) {
          x[c] = from_float<T>(to_float(x[c]) + to_float(bias_row[c]));
        }
      }
    });
  });
}

void column_sums(const ColumnSums& args, Range rows, float* sums) {
  with_type(args.type, [&](auto element) {
    for (std::size_t r = rows.begin; r < rows.end; ++r) {
      const auto* x = as<decltype(element)>(args.x) + r * args.stride;
      for (std::size_t c = 0; c < args.cols; ++c) sums[c] += to_float(x[c]);
    }
  });
}

void sum_partials(const float* partials, std::size_t tiles, std::size_t cols, float* y,
                  Range columns) {
  for (std::size_t c = columns.begin; c < columns.end; ++c) {
    float sum = y[c];
    for (std::size_t tile = 0; tile < tiles; ++tile) sum += partials[tile * cols + c];
    y[c] = sum;
  }
}

}  // namespace

const BiasKernels bias_ref = {.add = add, .column_sums = column_sums, .sum_partials = sum_partials};

}  // namespace millrace::kernels
