// Gather and ordered scatter-add over lanes. Included by avx2.cc and avx512.cc alone.
#pragma once

namespace millrace::kernels {
namespace {

void gather(const EmbeddingGather& args, Range rows) {
  with_type(args.table_type, [&](auto in) {
    with_type(args.type, [&](auto out) {
      for (std::size_t r = rows.begin; r < rows.end; ++r) {
        const auto id = static_cast<std::size_t>(args.ids[r]);
        const auto* x = as<decltype(in)>(args.table) + id * args.cols;
        auto* y = as<decltype(out)>(args.y) + r * args.cols;
        sweep(args.cols,
              [&](std::size_t c, auto lanes) { store(y + c, load(x + c, lanes), lanes); });
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
      sweep(args.cols, [&](std::size_t c, auto lanes) {
        store(target + c, load(target + c, lanes) + load(dy + c, lanes), lanes);
      });
    }
  });
}

}  // namespace
}  // namespace millrace::kernels
