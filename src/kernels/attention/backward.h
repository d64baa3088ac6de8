// Attention backward over tiles: probabilities are made again from the saved log-sum-exp. Included
// by avx2.cc and avx512*.cc alone.
//
// Scores are computed transposed, [key][query]: then they and their gradients are, as they lie, the
// left side of the products that sum over queries (dv, dk), and what belongs to a query is a
// vector, not a broadcast.
#pragma once

namespace millrace::kernels {
namespace {

// One row of scores, of key j: probabilities and gradients of scores, as words. Queries in [low,
// high) see it.
template <typename Unit, bool kMasked>
MILLRACE_INLINE void share_row(const BackwardTiles& tiles, std::size_t j, float scale, float low,
                               float high) {
  const std::size_t row = j * (kTile / Unit::kPerWord);
#pragma GCC unroll 8
  for (std::size_t v = 0; v < kVectors; ++v) {
    const std::size_t at = j * kTile + v * kLanes;
    const Vec lse = load(tiles.query.lse + v * kLanes, Whole{});
    const Vec delta = load(tiles.query.delta + v * kLanes, Whole{});
    Vec share = exp(load(tiles.scores + at, Whole{}) * fill(scale) - lse);
    if (kMasked) {
      const Vec index = lane_indexes() + fill(static_cast<float>(v * kLanes));
      share = where_within(index, low, high, share, zeros());
    }
    const Vec slope = (load(tiles.dscores + at, Whole{}) - delta) * fill(scale);
    Unit::put(tiles.shares + row, v, share);
    Unit::put(tiles.dshares + row, v, share * slope);
  }
}

// Keys [at, at + count) against the tile of queries. Key j is seen by queries [j - diagonal, … +
// window).
template <typename Unit>
MILLRACE_INLINE void share(const BackwardTiles& tiles, const AttentionShape& shape,
                           const AttentionItem& item, std::int32_t at, std::int32_t count) {
  const std::int32_t rows = tiles.query.rows;
  const std::int32_t first = at - item.diagonal - tiles.query.begin;  // of key 0
  const std::int32_t last =
      shape.window > 0 ? first + shape.window : rows + static_cast<std::int32_t>(kTile);
  const bool whole = first + count - 1 <= 0 && last >= rows;
  const auto padded = static_cast<std::int32_t>(round_up(static_cast<std::size_t>(count), kPad));
  for (std::int32_t j = 0; j < padded; ++j) {
    const auto r = static_cast<std::size_t>(j);
    if (whole && j < count) {
      share_row<Unit, false>(tiles, r, shape.scale, 0, 0);
    } else {
      const auto low = static_cast<float>(j < count ? first + j : rows);
      const auto high = static_cast<float>(shape.window > 0 ? at_most(last + j, rows) : rows);
      share_row<Unit, true>(tiles, r, shape.scale, low, high);
    }
  }
}

// Of the products over keys: [pair of keys][query] for words of two, as it lies for words of one.
template <typename Unit>
MILLRACE_INLINE void add_dq(const BackwardTiles& tiles, std::size_t keys, const float* key_rows) {
  const std::size_t depth = (keys + Unit::kPerWord - 1) / Unit::kPerWord;
  const float* dshares =
      Unit::interleave(tiles.dshares, keys, kTile / Unit::kPerWord, tiles.dshares_mixed);
  add_product<Unit>(static_cast<std::size_t>(tiles.query.rows), tiles.dim, depth,
                    {dshares, 1, kTile}, {key_rows, tiles.dim, 1}, tiles.query.dq, tiles.dim);
}

template <typename Unit, typename T>
MILLRACE_INLINE void backward_keys(const AttentionBackward& args, const AttentionItem& item,
                                   std::int32_t at, const BackwardTiles& tiles) {
  const auto dim = static_cast<std::size_t>(args.shape.head_dim);
  const std::int32_t count = at_most(static_cast<std::int32_t>(kTile), item.kv_end - at);
  const auto n = static_cast<std::size_t>(count);
  const auto rows = static_cast<std::size_t>(tiles.query.rows);
  const std::size_t depth = (rows + Unit::kPerWord - 1) / Unit::kPerWord;
  constexpr std::size_t kRow = kTile / Unit::kPerWord;
  stage<Unit>(head_rows<T>(args.k, at, item.kv_head), args.k.token_stride, n, dim, tiles.words,
              tiles.keys);
  stage<Unit>(head_rows<T>(args.v, at, item.kv_head), args.v.token_stride, n, dim, tiles.words,
              tiles.values);
  clear(tiles.scores, kTile * kTile);
  clear(tiles.dscores, kTile * kTile);
  add_product<Unit>(n, rows, tiles.words, {tiles.keys, tiles.words, 1},
                    {tiles.query.turned, kTile, 1}, tiles.scores, kTile);
  add_product<Unit>(n, rows, tiles.words, {tiles.values, tiles.words, 1},
                    {tiles.query.dout_turned, kTile, 1}, tiles.dscores, kTile);
  share<Unit>(tiles, args.shape, item, at, count);
  if (item.gradients != Gradients::kQuery) {
    const std::size_t sums = static_cast<std::size_t>(at - item.kv_begin) * tiles.dim;
    add_product<Unit>(n, tiles.dim, depth, {tiles.shares, kRow, 1},
                      {tiles.query.dout_rows, tiles.dim, 1}, tiles.dv + sums, tiles.dim);
    add_product<Unit>(n, tiles.dim, depth, {tiles.dshares, kRow, 1},
                      {tiles.query.q_rows, tiles.dim, 1}, tiles.dk + sums, tiles.dim);
  }
  if (item.gradients != Gradients::kKeyValue) {
    add_dq<Unit>(tiles, n, Unit::interleave(tiles.keys, n, tiles.words, tiles.mixed));
  }
}

template <typename T>
MILLRACE_INLINE void write_rows(const HeadsOut& to, std::int32_t token, std::int32_t head,
                                std::int32_t rows, std::int32_t head_dim, const float* sums,
                                std::size_t dim) {
  T* out = head_rows<T>(to, token, head);
  for (std::size_t r = 0; r < static_cast<std::size_t>(rows); ++r) {
    sweep(static_cast<std::size_t>(head_dim), [&](std::size_t d, auto lanes) {
      store(out + r * to.token_stride + d, load(sums + r * dim + d, lanes), lanes);
    });
  }
}

// All keys that the tile of queries sees, within the item's.
template <typename Unit, typename T>
MILLRACE_INLINE void backward_queries(const AttentionBackward& args, const AttentionItem& item,
                                      std::int32_t head, BackwardTiles& tiles) {
  constexpr auto kStep = static_cast<std::int32_t>(kTile);
  QueryTile& query = tiles.query;
  load_queries<Unit, T>(args, head, tiles);
  const std::int32_t newest = query.begin + query.rows - 1 + item.diagonal;
  const std::int32_t oldest =
      args.shape.window > 0 ? query.begin + item.diagonal - args.shape.window + 1 : item.kv_begin;
  const std::int32_t skipped = at_least(0, oldest - item.kv_begin) / kStep * kStep;
  for (std::int32_t at = item.kv_begin + skipped; at < at_most(item.kv_end, newest + 1);
       at += kStep) {
    backward_keys<Unit, T>(args, item, at, tiles);
  }
  if (item.gradients == Gradients::kKeyValue) return;
  write_rows<T>(args.dq, query.begin, head, query.rows, args.shape.head_dim, query.dq, tiles.dim);
}

template <typename Unit, typename T>
void backward_item(const AttentionBackward& args, const AttentionItem& item, void* scratch) {
  const std::int32_t group = args.shape.heads / args.shape.kv_heads;
  BackwardTiles tiles = take_tiles<Unit>(Pieces{as<float>(scratch)}, args, item);
  for (std::int32_t at = item.q_begin; at < item.q_end; at += static_cast<std::int32_t>(kTile)) {
    tiles.query.begin = at;
    tiles.query.rows = at_most(static_cast<std::int32_t>(kTile), item.q_end - at);
    for (std::int32_t g = 0; g < group; ++g) {
      backward_queries<Unit, T>(args, item, item.kv_head * group + g, tiles);
    }
  }
  if (item.gradients == Gradients::kQuery) return;
  const std::int32_t keys = item.kv_end - item.kv_begin;
  write_rows<T>(args.dk, item.kv_begin, item.kv_head, keys, args.shape.head_dim, tiles.dk,
                tiles.dim);
  write_rows<T>(args.dv, item.kv_begin, item.kv_head, keys, args.shape.head_dim, tiles.dv,
                tiles.dim);
}

}  // namespace
}  // namespace millrace::kernels
