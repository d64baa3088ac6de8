#include "kernels/embedding/op.h"
#include "kernels/scalar.h"

namespace millrace::kernels {
namespace {

void gather(const EmbeddingGather& args, Range rows) {
  with_type(args.table_type, [&](auto in) {
    with_type(args.type, [&](auto out) {
      using T = decltype(out);
      for (std::size_t r = rows.begin; r < rows.end; ++r) {
        const auto id = static_cast<std::size_t>(args.ids[r]);
        const auto* x = as<decltype(in)>(args.table) + id * args.cols;
        T* y = as<T>(args.y) + r * args.cols;
        for (std::size_t c = 0; c < args.cols; ++c) y[c] = from_float<T>(to_float(x[c]));
      }
    });
  });
}

void scatter_add(const EmbeddingScatterAdd& args, Range vocab) {
  with_type(args.type, [&](auto element) {
    for (std::size_t r = 0; r < args.rows; ++r) {
      const auto id = static_cast<std::size_t>(args.ids[r]);
      if (id < vocab.begin || id >= vocab.end) continue;
      const auto* dy = as<decltype(element)>(args.dy) + r * args.cols;
      float* target = args.dtable + id * args.cols;
      for (std::size_t c = 0; c < args.cols; ++c) target[c] += to_float(dy[c]);
    }
  });
}

}  // namespace

const EmbeddingKernels embedding_ref = {.gather = gather, .scatter_add = scatter_add};

}  // namespace millrace::kernels
