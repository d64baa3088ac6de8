#include "kernels/bias/op.h"

#include "kernels/testing.h"

namespace millrace::kernels {
namespace {

constexpr std::size_t kRows = 37;

TEST(Bias, AddGoesToEveryRowAndNowhereElse) {
  for (const Dtype type : kBothTypes) {
    for (const Dtype bias_type : kBothTypes) {
      for (const std::size_t cols : kSizes) {
        const Buffer row = Buffer::random(bias_type, cols, 1);
        const Buffer start = Buffer::random(type, kRows * (cols + 1), 2);
        for (const Isa isa : runnable_isas()) {
          Buffer x = start;
          bias(isa).add({.type = type,
                         .bias_type = bias_type,
                         .cols = cols,
                         .stride = cols + 1,
                         .bias = row.data(),
                         .x = x.data()},
                        {1, kRows});
          EXPECT_EQ(x.at(0), start.at(0));
          EXPECT_EQ(x.at(cols + 1 + cols), start.at(cols + 1 + cols));
          const float sum = start.at(cols + 1) + row.at(0);
          EXPECT_EQ(x.at(cols + 1), type == Dtype::kBf16 ? to_float(to_bf16(sum)) : sum);
        }
      }
    }
  }
}

TEST(Bias, ColumnSumsByTilesAreTheSameWhoeverComputesThem) {
  for (const Dtype type : kBothTypes) {
    for (const std::size_t cols : kSizes) {
      const Buffer x = Buffer::random(type, kRows * cols, 3);
      const ColumnSums args = {.type = type, .cols = cols, .stride = cols, .x = x.data()};
      std::vector<float> whole(cols);
      bias_ref.column_sums(args, {0, kRows}, whole.data());
      for (const Isa isa : runnable_isas()) {
        std::vector<float> partials(4 * cols);
        for (const std::size_t tile : {2U, 0U, 3U, 1U}) {
          const Range rows = {tile * 10, std::min(kRows, tile * 10 + 10)};
          bias(isa).column_sums(args, rows, partials.data() + tile * cols);
        }
        std::vector<float> got(cols), cut(cols);
        bias(isa).sum_partials(partials.data(), 4, cols, got.data(), {0, cols});
        bias(isa).sum_partials(partials.data(), 4, cols, cut.data(), {cols / 2, cols});
        bias(isa).sum_partials(partials.data(), 4, cols, cut.data(), {0, cols / 2});
        EXPECT_EQ(got, cut);
        expect_close(got, whole, 4e-6F, 2e-6F, "column sums");
      }
    }
  }
}

}  // namespace
}  // namespace millrace::kernels
