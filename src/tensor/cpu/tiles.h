// Numbered tiles of rows with fixed borders. Pure; used by the CPU backend's files.
#pragma once
#include <algorithm>

#include "kernels/types.h"
#include "tensor/tensor.h"
#include "tensor/thread_pool.h"

namespace millrace::tensor {

inline std::size_t size(std::int64_t n) {
  return static_cast<std::size_t>(n);
}

inline std::size_t tile_count(std::int64_t rows, std::int64_t tile) {
  return size((rows + tile - 1) / tile);
}

// body(range, tile) for each tile of `tile` rows.
template <typename F>
void run_tiles(ThreadPool& pool, std::int64_t rows, std::int64_t tile, const F& body) {
  pool.run(tile_count(rows, tile), [&](std::size_t index, std::size_t) {
    const std::size_t begin = index * size(tile);
    body(kernels::Range{begin, std::min(size(rows), begin + size(tile))}, index);
  });
}

}  // namespace millrace::tensor
