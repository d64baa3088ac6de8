#include "tensor/cpu/products.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <oneapi/dnnl/dnnl.hpp>

#include "base/check.h"
#include "kernels/cast/op.h"

// Of libgomp, whose header only g++ finds.
extern "C" void omp_set_num_threads(int count);

namespace millrace::tensor {
namespace {

using dnnl::memory;
using Dims = memory::dims;

// A K longer than kLong (a vocabulary) is summed in pieces of kDepth, where the sum is fp32.
// Shorter ones are not cut: oneDNN takes other code for pieces, whose sums depend on the number of
// rows.
constexpr std::int64_t kLong = 32768;
constexpr std::int64_t kDepth = 2048;
constexpr std::size_t kMostShapes = 1024;  // about 12 KiB of code each; then all are forgotten

memory::data_type type_of(Dtype dtype) {
  return dtype == Dtype::kF32 ? memory::data_type::f32 : memory::data_type::bf16;
}

// One shape of tile: what a primitive is made for.
struct Key {
  std::int64_t m, n, k, lda, ldb, ldc;
  Dtype in, out;
  Transpose ta, tb;
  Into into;
  auto operator<=>(const Key&) const = default;
};

struct Product {
  dnnl::matmul primitive;
  memory::desc a, b, c, scratch;
};

dnnl::engine& cpu() {
  static dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

memory::desc plain(std::int64_t rows, std::int64_t cols, std::int64_t ld, Dtype dtype,
                   Transpose transpose) {
  const Dims strides = transpose == Transpose::kYes ? Dims{1, ld} : Dims{ld, 1};
  return {Dims{rows, cols}, type_of(dtype), strides};
}

// Throws dnnl::error where oneDNN has no such product.
Product make_product(const Key& key) {
  Product product;
  product.a = plain(key.m, key.k, key.lda, key.in, key.ta);
  product.b = plain(key.k, key.n, key.ldb, key.in, key.tb);
  product.c = plain(key.m, key.n, key.ldc, key.out, Transpose::kNo);
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (key.into == Into::kAdd) {
    dnnl::post_ops sum;
    sum.append_sum(1.0F);
    attributes.set_post_ops(sum);
  }
  const dnnl::matmul::primitive_desc description(
      dnnl::matmul::desc(product.a, product.b, product.c), attributes, cpu());
  product.primitive = dnnl::matmul(description);
  product.scratch = description.scratchpad_desc();
  return product;
}

bool has_bf16() {
  static const bool has = [] {
    try {
      make_product({64, 64, 64, 64, 64, 64, Dtype::kBf16, Dtype::kBf16, Transpose::kNo,
                    Transpose::kNo, Into::kOverwrite});
      return true;
    } catch (const dnnl::error&) {
      return false;
    }
  }();
  return has;
}

// Borders of tiles depend on the shape alone.
struct Grid {
  std::int64_t m, n, tile_m, tile_n;
  std::int64_t across() const { return (n + tile_n - 1) / tile_n; }
  std::int64_t tiles() const { return (m + tile_m - 1) / tile_m * across(); }
};

// Large tiles use oneDNN's packed copies of their operands longest; a few tiles keep a few cores
// busy.
Grid cut(std::int64_t m, std::int64_t n) {
  const std::int64_t wide = n > 1536 ? 1024 : n;
  if (m > 512) return {m, n, 256, wide};
  if (m > 64 && wide < n) return {m, n, m, wide};
  if (m > 64) return {m, n, std::max<std::int64_t>(64, (m / 4 + 15) / 16 * 16), n};
  return {m, n, m, n > 512 ? 256 : n};
}

std::byte* at(const Tensor& t, Transpose transpose, std::int64_t row, std::int64_t col) {
  const std::int64_t offset =
      transpose == Transpose::kYes ? col * t.stride + row : row * t.stride + col;
  return static_cast<std::byte*>(t.data) + offset * element_bytes(t.dtype);
}

// A worker's own memory: oneDNN's scratchpad and fp32 copies of tiles. Grows and is kept.
class Room {
 public:
  std::byte* take(std::size_t bytes) {
    if (mapping_.size() < bytes) mapping_ = Mapping(bytes);
    return mapping_.data();
  }

 private:
  Mapping mapping_;
};

struct Worker {
  Room scratchpad, a, b, c;
};

// rows x cols elements at `from` become fp32 rows without gaps.
void expand(Room& room, const void* from, std::int64_t stride, std::int64_t rows, std::int64_t cols,
            float** to) {
  *to = reinterpret_cast<float*>(room.take(static_cast<std::size_t>(rows * cols) * 4));
  for (std::int64_t r = 0; r < rows; ++r)
    kernels::cast().convert(Dtype::kBf16, static_cast<const kernels::Bf16*>(from) + r * stride,
                            Dtype::kF32, *to + r * cols, static_cast<std::size_t>(cols));
}

struct Piece {
  std::int64_t row, col, depth, m, n, k;  // of c, c and the sum
};

}  // namespace

struct Products::State {
  ThreadPool& pool;
  std::vector<Worker> workers;
  std::map<Key, Product> products;
  dnnl::stream stream{cpu()};

  const Product& product(const Key& key) {
    const auto found = products.find(key);
    if (found != products.end()) return found->second;
    return products.emplace(key, make_product(key)).first->second;
  }

  void execute(const Product& product, Worker& worker, void* a, void* b, void* c) const {
    // OpenMP's setting is one per thread.
    static thread_local const bool alone = (omp_set_num_threads(1), true);
    CHECK(alone);
    void* scratchpad = worker.scratchpad.take(product.scratch.get_size() + 64);
    dnnl::stream own = stream;
    product.primitive.execute(own,
                              {{DNNL_ARG_SRC, memory(product.a, cpu(), a)},
                               {DNNL_ARG_WEIGHTS, memory(product.b, cpu(), b)},
                               {DNNL_ARG_DST, memory(product.c, cpu(), c)},
                               {DNNL_ARG_SCRATCHPAD, memory(product.scratch, cpu(), scratchpad)}});
  }

  static Key key_of(const Matmul& args, const Piece& piece) {
    return {piece.m,
            piece.n,
            piece.k,
            args.a.stride,
            args.b.stride,
            piece.n,
            args.a.dtype,
            args.c.dtype,
            args.transpose_a,
            args.transpose_b,
            piece.depth == 0 ? args.into : Into::kAdd};
  }
  // Where a tile of c is computed: in place if it lies without gaps, else in the worker's memory.
  // oneDNN takes other code for rows with gaps, whose sums depend on the number of rows.
  static bool has_gaps(const Matmul& args, const Piece& piece) { return args.c.stride != piece.n; }
  enum class Way { kIn, kOut };
  static void copy_tile(const Matmul& args, const Piece& piece, std::byte* tile, Way way) {
    const auto bytes = static_cast<std::size_t>(piece.n * element_bytes(args.c.dtype));
    for (std::int64_t r = 0; r < piece.m; ++r, tile += bytes) {
      std::byte* row = at(args.c, Transpose::kNo, piece.row + r, piece.col);
      if (way == Way::kIn)
        std::memcpy(tile, row, bytes);
      else
        std::memcpy(row, tile, bytes);
    }
  }
  void run_plain(const Matmul& args, const Piece& piece, const Product& product,
                 Worker& worker) const {
    std::byte* c = at(args.c, Transpose::kNo, piece.row, piece.col);
    const bool gaps = has_gaps(args, piece);
    if (gaps)
      c = worker.c.take(static_cast<std::size_t>(piece.m * piece.n * element_bytes(args.c.dtype)));
    if (gaps && (piece.depth > 0 || args.into == Into::kAdd)) copy_tile(args, piece, c, Way::kIn);
    execute(product, worker, at(args.a, args.transpose_a, piece.row, piece.depth),
            at(args.b, args.transpose_b, piece.depth, piece.col), c);
    if (gaps) copy_tile(args, piece, c, Way::kOut);
  }

  // The same product over expanded tiles, which lie without gaps.
  static Key expanded_key(const Matmul& args, const Piece& piece) {
    const bool ta = args.transpose_a == Transpose::kYes;
    const bool tb = args.transpose_b == Transpose::kYes;
    return {
        piece.m,         piece.n,     piece.k,     ta ? piece.m : piece.k, tb ? piece.k : piece.n,
        piece.n,         Dtype::kF32, Dtype::kF32, args.transpose_a,       args.transpose_b,
        Into::kOverwrite};
  }

  void run_expanded(const Matmul& args, const Piece& piece, const Product& product,
                    Worker& worker) const {
    const bool ta = args.transpose_a == Transpose::kYes;
    const bool tb = args.transpose_b == Transpose::kYes;
    float* a = nullptr;
    float* b = nullptr;
    expand(worker.a, at(args.a, args.transpose_a, piece.row, piece.depth), args.a.stride,
           ta ? piece.k : piece.m, ta ? piece.m : piece.k, &a);
    expand(worker.b, at(args.b, args.transpose_b, piece.depth, piece.col), args.b.stride,
           tb ? piece.n : piece.k, tb ? piece.k : piece.n, &b);
    auto* c =
        reinterpret_cast<float*>(worker.c.take(static_cast<std::size_t>(piece.m * piece.n) * 4));
    execute(product, worker, a, b, c);
    const bool add = piece.depth > 0 || args.into == Into::kAdd;
    const auto n = static_cast<std::size_t>(piece.n);
    for (std::int64_t r = 0; r < piece.m; ++r) {
      void* row = at(args.c, Transpose::kNo, piece.row + r, piece.col);
      if (add && args.c.dtype == Dtype::kF32)
        for (std::size_t i = 0; i < n; ++i)
          c[static_cast<std::size_t>(r) * n + i] += static_cast<float*>(row)[i];
      else if (add)
        for (std::size_t i = 0; i < n; ++i) {
          float before = 0;
          kernels::cast().convert(Dtype::kBf16, static_cast<kernels::Bf16*>(row) + i, Dtype::kF32,
                                  &before, 1);
          c[static_cast<std::size_t>(r) * n + i] += before;
        }
      kernels::cast().convert(Dtype::kF32, c + static_cast<std::size_t>(r) * n, args.c.dtype, row,
                              n);
    }
  }
};

Products::Products(ThreadPool& pool)
    : state_(std::make_unique<State>(State{.pool = pool, .workers = {}, .products = {}})) {
  state_->workers.resize(pool.workers());
}
Products::~Products() = default;

void Products::run(const Matmul& args) {
  const bool ta = args.transpose_a == Transpose::kYes;
  const bool tb = args.transpose_b == Transpose::kYes;
  const std::int64_t k = ta ? args.a.rows : args.a.cols;
  CHECK((ta ? args.a.cols : args.a.rows) == args.c.rows);
  CHECK((tb ? args.b.rows : args.b.cols) == args.c.cols);
  CHECK((tb ? args.b.cols : args.b.rows) == k && args.a.dtype == args.b.dtype && k > 0);
  if (args.c.rows == 0 || args.c.cols == 0) return;
  State& state = *state_;
  if (state.products.size() > kMostShapes) state.products.clear();
  const bool expand_tiles = args.a.dtype == Dtype::kBf16 && !has_bf16();
  const Grid grid = cut(args.c.rows, args.c.cols);
  const std::int64_t depth = args.c.dtype == Dtype::kF32 && k > kLong ? kDepth : k;
  const auto piece_of = [&](std::int64_t row, std::int64_t col, std::int64_t from) {
    return Piece{row,
                 col,
                 from,
                 std::min(grid.tile_m, grid.m - row),
                 std::min(grid.tile_n, grid.n - col),
                 std::min(depth, k - from)};
  };
  const auto key_of = [&](const Piece& piece) {
    return expand_tiles ? State::expanded_key(args, piece) : State::key_of(args, piece);
  };
  // Primitives are made here, by one thread: the shapes are those of the first and last tiles.
  for (const std::int64_t row : {std::int64_t{0}, (grid.m - 1) / grid.tile_m * grid.tile_m})
    for (const std::int64_t col : {std::int64_t{0}, (grid.n - 1) / grid.tile_n * grid.tile_n})
      for (const std::int64_t from :
           {std::int64_t{0}, std::min(depth, (k - 1) / depth * depth), (k - 1) / depth * depth})
        (void)state.product(key_of(piece_of(row, col, from)));
  const State& ready = state;
  state.pool.run(static_cast<std::size_t>(grid.tiles()), [&](std::size_t tile, std::size_t who) {
    const auto t = static_cast<std::int64_t>(tile);
    const std::int64_t row = t / grid.across() * grid.tile_m;
    const std::int64_t col = t % grid.across() * grid.tile_n;
    for (std::int64_t from = 0; from < k; from += depth) {
      const Piece piece = piece_of(row, col, from);
      const Product& product = ready.products.find(key_of(piece))->second;
      if (expand_tiles)
        ready.run_expanded(args, piece, product, state.workers[who]);
      else
        ready.run_plain(args, piece, product, state.workers[who]);
    }
  });
}

bool cap_products_at_avx2() {
  return dnnl::set_max_cpu_isa(dnnl::cpu_isa::avx2) == dnnl::status::success;
}

}  // namespace millrace::tensor
