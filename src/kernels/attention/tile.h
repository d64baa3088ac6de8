// Products of 64-row tiles, and how tiles are laid out for them. Included by avx2.cc and avx512*.cc
// alone.
//
// Tiles are arrays of 32-bit words: a float, or a pair of neighbours in bf16 (pairs.h), as a Unit
// says. The contraction runs over words, so both share all code but the multiplication itself. In a
// product C += A * B
//   A is read word by word: rows ("staged": [row][dim]), or any two strides;
//   B is read in vectors:   [word of the contraction][column]: staged rows turned ("transposed", to
//   contract over
//                           dim) or with rows in words ("interleaved", to contract over rows).
// Staged rows are padded with zeros, to kPad elements of dim and kPad rows.
#pragma once

namespace millrace::kernels {
namespace {

constexpr std::size_t kTile = 64;
constexpr std::size_t kPad = 16;
constexpr std::size_t kRowBlock = kLanes == 16 ? 8 : 4;  // rows of C in registers
constexpr std::size_t kVectors = kTile / kLanes;         // of a row of scores

MILLRACE_INLINE std::size_t round_up(std::size_t n, std::size_t to) {
  return (n + to - 1) / to * to;
}

// Words are floats.
struct Floats {
  static constexpr std::size_t kPerWord = 1;

  MILLRACE_INLINE static Vec mac(float a, Vec b, Vec total) { return fma(fill(a), b, total); }
  template <typename T>
  MILLRACE_INLINE static void stage_row(const T* x, std::size_t dim, float* words) {
    sweep(dim, [&](std::size_t d, auto lanes) { store(words + d, load(x + d, lanes), lanes); });
    for (std::size_t d = dim; d < round_up(dim, kPad); ++d) words[d] = 0;
  }
  // Rows of floats are already what a product over rows wants.
  MILLRACE_INLINE static const float* interleave(const float* staged, std::size_t, std::size_t,
                                                 float*) {
    return staged;
  }
  // Vector `v` of a row that will be A in a product.
  MILLRACE_INLINE static void put(float* row, std::size_t v, Vec x) {
    store(row + v * kLanes, x, Whole{});
  }
};

struct Matrix {
  const float* words;
  std::size_t row;   // words from row to row of A; from word to word of the contraction in B
  std::size_t word;  // words from word to word of A's row
};

template <typename Unit, std::size_t kWidth>
MILLRACE_INLINE void product_block(const Matrix& a, const Matrix& b, std::size_t depth, float* c,
                                   std::size_t c_row) {
  Vec total[kRowBlock][kWidth];
#pragma GCC unroll 8
  for (std::size_t r = 0; r < kRowBlock; ++r) {
#pragma GCC unroll 4
    for (std::size_t v = 0; v < kWidth; ++v) {
      total[r][v] = load(c + r * c_row + v * kLanes, Whole{});
    }
  }
  for (std::size_t k = 0; k < depth; ++k) {
    Vec right[kWidth];
#pragma GCC unroll 4
    for (std::size_t v = 0; v < kWidth; ++v) {
      right[v] = load(b.words + k * b.row + v * kLanes, Whole{});
    }
#pragma GCC unroll 8
    for (std::size_t r = 0; r < kRowBlock; ++r) {
      const float left = a.words[r * a.row + k * a.word];
#pragma GCC unroll 4
      for (std::size_t v = 0; v < kWidth; ++v) total[r][v] = Unit::mac(left, right[v], total[r][v]);
    }
  }
#pragma GCC unroll 8
  for (std::size_t r = 0; r < kRowBlock; ++r) {
#pragma GCC unroll 4
    for (std::size_t v = 0; v < kWidth; ++v) {
      store(c + r * c_row + v * kLanes, total[r][v], Whole{});
    }
  }
}

// c[rows][cols] += a * b over `depth` words; rows are rounded up to kRowBlock, cols to kLanes.
template <typename Unit>
[[gnu::noinline]] void add_product(std::size_t rows, std::size_t cols, std::size_t depth, Matrix a,
                                   Matrix b, float* c, std::size_t c_row) {
  for (std::size_t n = 0; n < cols; n += 2 * kLanes) {
    const Matrix right = {b.words + n, b.row, b.word};
    for (std::size_t m = 0; m < rows; m += kRowBlock) {
      const Matrix left = {a.words + m * a.row, a.row, a.word};
      float* block = c + m * c_row + n;
      if (cols - n > kLanes)
        product_block<Unit, 2>(left, right, depth, block, c_row);
      else
        product_block<Unit, 1>(left, right, depth, block, c_row);
    }
  }
}

MILLRACE_INLINE void clear(float* words, std::size_t n) {
  __builtin_memset(words, 0, n * sizeof(float));
}

// `n` rows into `staged`, and zeros up to a whole number of kPad rows. `words` is the length of a
// staged row.
template <typename Unit, typename T>
MILLRACE_INLINE void stage(const T* x, std::size_t stride, std::size_t n, std::size_t dim,
                           std::size_t words, float* staged) {
  for (std::size_t r = 0; r < n; ++r) Unit::stage_row(x + r * stride, dim, staged + r * words);
  clear(staged + n * words, (round_up(n, kPad) - n) * words);
}

// turned[word][row] = staged[row][word], rows of kTile words.
MILLRACE_INLINE void transpose(const float* staged, std::size_t n, std::size_t words,
                               float* turned) {
  const std::size_t rows = round_up(n, kPad);
  std::size_t w = 0;
  for (; w + kLanes <= words; w += kLanes) {
    for (std::size_t r = 0; r < rows; r += kLanes) {
      turn_block(staged + r * words + w, words, turned + w * kTile + r, kTile);
    }
  }
  for (; w < words; ++w) {
    for (std::size_t r = 0; r < rows; ++r) turned[w * kTile + r] = staged[r * words + w];
  }
}

template <typename T>
MILLRACE_INLINE const T* head_rows(const HeadsIn& heads, std::int32_t token, std::int32_t head) {
  return as<T>(heads.data) + static_cast<std::size_t>(token) * heads.token_stride +
         static_cast<std::size_t>(head) * heads.head_stride;
}
template <typename T>
MILLRACE_INLINE T* head_rows(const HeadsOut& heads, std::int32_t token, std::int32_t head) {
  return as<T>(heads.data) + static_cast<std::size_t>(token) * heads.token_stride +
         static_cast<std::size_t>(head) * heads.head_stride;
}

MILLRACE_INLINE std::int32_t at_most(std::int32_t a, std::int32_t b) {
  return a < b ? a : b;
}
MILLRACE_INLINE std::int32_t at_least(std::int32_t a, std::int32_t b) {
  return a > b ? a : b;
}

// Hands out pieces of the scratch, each a whole number of cache lines.
struct Pieces {
  float* next;
  MILLRACE_INLINE float* take(std::size_t words) {
    float* piece = next;
    next += round_up(words, kPad);
    return piece;
  }
};

}  // namespace
}  // namespace millrace::kernels
