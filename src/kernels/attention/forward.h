// Attention forward over tiles. Included by avx2.cc and avx512*.cc alone.
#pragma once

namespace millrace::kernels {
namespace {

// One query head of an item: its rows, and the state of the online softmax.
struct QueryHead {
  float* rows;   // staged
  float* sums;   // [kTile][dim] of probabilities times values
  float* most;   // [kTile] highest score so far
  float* total;  // [kTile] sum of exponentials relative to it
};

struct ForwardTiles {
  std::size_t dim, words;  // padded dim in elements, and in words
  float* staged;
  float* keys;    // transposed
  float* values;  // interleaved, where that is not the staged rows
  float* scores;  // [kTile][kTile]
  float* shares;  // probabilities as words, [kTile][kTile / kPerWord]
  float* shrink;  // [kTile]
};

// Which keys of a tile row i of the tile of queries sees: [first + i, last + i) clipped, as indexes
// in the tile.
struct Sight {
  std::int32_t first;
  std::int32_t last;
  std::int32_t keys;
};

MILLRACE_INLINE bool sees_all(const Sight& sight, std::int32_t rows) {
  return sight.first + rows - 1 <= 0 && sight.last >= static_cast<std::int32_t>(kTile) &&
         sight.keys == static_cast<std::int32_t>(kTile);
}

// Scores of one row → probabilities relative to the row's new maximum.
template <typename Unit, bool kMasked>
MILLRACE_INLINE void soften_row(const float* scores, float scale, float low, float high,
                                float* most, float* total, float* before, float* shares) {
  const Vec nothing = fill(-__builtin_inff());
  Vec x[kVectors];
  Vec top = nothing;
#pragma GCC unroll 8
  for (std::size_t v = 0; v < kVectors; ++v) {
    x[v] = load(scores + v * kLanes, Whole{}) * fill(scale);
    if (kMasked) {
      const Vec index = lane_indexes() + fill(static_cast<float>(v * kLanes));
      x[v] = where_within(index, low, high, x[v], nothing);
    }
    top = max(x[v], top);
  }
  const float highest_here = highest(top);
  const float next = highest_here > *most ? highest_here : *most;
  *before = *most;
  *most = next;
  const Vec base = fill(next == -__builtin_inff() ? 0.0F : next);
  Vec shares_sum = zeros();
#pragma GCC unroll 8
  for (std::size_t v = 0; v < kVectors; ++v) {
    const Vec share = exp(x[v] - base);
    shares_sum = shares_sum + share;
    Unit::put(shares, v, share);
  }
  *total = sum(shares_sum);
}

template <typename Unit>
MILLRACE_INLINE void soften(const ForwardTiles& tiles, const QueryHead& head, const Sight& sight,
                            std::int32_t rows, float scale) {
  const bool whole = sees_all(sight, rows);
  alignas(64) float here[kTile];
  for (std::int32_t i = 0; i < rows; ++i) {
    const auto r = static_cast<std::size_t>(i);
    float* shares = tiles.shares + r * (kTile / Unit::kPerWord);
    const float* scores = tiles.scores + r * kTile;
    if (whole) {
      soften_row<Unit, false>(scores, scale, 0, 0, head.most + r, here + r, tiles.shrink + r,
                              shares);
    } else {
      const auto low = static_cast<float>(sight.first + i);
      const auto high = static_cast<float>(at_most(sight.last + i, sight.keys));
      soften_row<Unit, true>(scores, scale, low, high, head.most + r, here + r, tiles.shrink + r,
                             shares);
    }
  }
  sweep(static_cast<std::size_t>(rows), [&](std::size_t i, auto lanes) {
    const Vec most = load(head.most + i, lanes);
    const Vec base = max(most, fill(-3e38F));
    const Vec shrink = exp(load(tiles.shrink + i, lanes) - base);
    store(tiles.shrink + i, shrink, lanes);
    store(head.total + i, fma(load(head.total + i, lanes), shrink, load(here + i, lanes)), lanes);
  });
  for (std::size_t r = 0; r < static_cast<std::size_t>(rows); ++r) {
    if (tiles.shrink[r] == 1.0F) continue;
    float* sums = head.sums + r * tiles.dim;
    for (std::size_t d = 0; d < tiles.dim; d += kLanes) {
      store(sums + d, load(sums + d, Whole{}) * fill(tiles.shrink[r]), Whole{});
    }
  }
}

template <typename T>
MILLRACE_INLINE void finish_head(const AttentionForward& args, const AttentionItem& item,
                                 std::int32_t head, const QueryHead& query, std::size_t dim) {
  const auto rows = static_cast<std::size_t>(item.q_end - item.q_begin);
  T* out = head_rows<T>(args.out, item.q_begin, head);
  for (std::size_t r = 0; r < rows; ++r) {
    const Vec inv = fill(query.total[r] == 0 ? 0.0F : 1.0F / query.total[r]);
    const float* sums = query.sums + r * dim;
    sweep(static_cast<std::size_t>(args.shape.head_dim), [&](std::size_t d, auto lanes) {
      store(out + r * args.out.token_stride + d, load(sums + d, lanes) * inv, lanes);
    });
  }
  if (args.lse == nullptr) return;
  float* lse = args.lse + static_cast<std::size_t>(head) * args.lse_stride +
               static_cast<std::size_t>(item.q_begin);
  for (std::size_t r = 0; r < rows; ++r) {
    lse[r] = query.total[r] == 0 ? -__builtin_inff() : query.most[r] + log_of(query.total[r]);
  }
}

template <typename Unit>
MILLRACE_INLINE QueryHead take_head(Pieces& pieces, const ForwardTiles& tiles) {
  QueryHead head{};
  head.rows = pieces.take(kTile * tiles.words);
  head.sums = pieces.take(kTile * tiles.dim);
  head.most = pieces.take(kTile);
  head.total = pieces.take(kTile);
  clear(head.sums, kTile * tiles.dim);
  clear(head.total, kTile);
  for (std::size_t r = 0; r < kTile; ++r) head.most[r] = -__builtin_inff();
  return head;
}

// Query heads whose state is held at a time; the tiles of keys are laid out once for them.
constexpr std::int32_t kHeadsAtOnce = 16;

// One tile of keys against all query heads of the item.
template <typename Unit, typename T>
MILLRACE_INLINE void forward_keys(const AttentionForward& args, const AttentionItem& item,
                                  std::int32_t at, const ForwardTiles& tiles,
                                  const QueryHead* heads, std::int32_t group) {
  const auto dim = static_cast<std::size_t>(args.shape.head_dim);
  const std::int32_t count = at_most(static_cast<std::int32_t>(kTile), item.kv_end - at);
  const auto n = static_cast<std::size_t>(count);
  const std::int32_t rows = item.q_end - item.q_begin;
  const std::int32_t newest = item.q_begin + item.diagonal - at;
  const Sight sight = {
      args.shape.window > 0 ? newest - args.shape.window + 1 : -static_cast<std::int32_t>(kTile),
      newest + 1, count};
  stage<Unit>(head_rows<T>(args.k, at, item.kv_head), args.k.token_stride, n, dim, tiles.words,
              tiles.staged);
  transpose(tiles.staged, n, tiles.words, tiles.keys);
  stage<Unit>(head_rows<T>(args.v, at, item.kv_head), args.v.token_stride, n, dim, tiles.words,
              tiles.staged);
  const float* values = Unit::interleave(tiles.staged, n, tiles.words, tiles.values);
  for (std::int32_t g = 0; g < group; ++g) {
    clear(tiles.scores, kTile * kTile);
    add_product<Unit>(static_cast<std::size_t>(rows), n, tiles.words,
                      {heads[g].rows, tiles.words, 1}, {tiles.keys, kTile, 1}, tiles.scores, kTile);
    soften<Unit>(tiles, heads[g], sight, rows, args.shape.scale);
    add_product<Unit>(static_cast<std::size_t>(rows), tiles.dim,
                      (n + Unit::kPerWord - 1) / Unit::kPerWord,
                      {tiles.shares, kTile / Unit::kPerWord, 1}, {values, tiles.dim, 1},
                      heads[g].sums, tiles.dim);
  }
}

// Query heads [first, first + count) of the item's group.
template <typename Unit, typename T>
MILLRACE_INLINE void forward_heads(const AttentionForward& args, const AttentionItem& item,
                                   std::int32_t first, std::int32_t count,
                                   const ForwardTiles& tiles, Pieces pieces) {
  const auto dim = static_cast<std::size_t>(args.shape.head_dim);
  QueryHead heads[kHeadsAtOnce];
  for (std::int32_t g = 0; g < count; ++g) {
    heads[g] = take_head<Unit>(pieces, tiles);
    stage<Unit>(head_rows<T>(args.q, item.q_begin, first + g), args.q.token_stride,
                static_cast<std::size_t>(item.q_end - item.q_begin), dim, tiles.words,
                heads[g].rows);
  }
  for (std::int32_t at = item.kv_begin; at < item.kv_end; at += static_cast<std::int32_t>(kTile)) {
    forward_keys<Unit, T>(args, item, at, tiles, heads, count);
  }
  for (std::int32_t g = 0; g < count; ++g) {
    finish_head<T>(args, item, first + g, heads[g], tiles.dim);
  }
}

template <typename Unit, typename T>
void forward_item(const AttentionForward& args, const AttentionItem& item, void* scratch) {
  const std::int32_t group = args.shape.heads / args.shape.kv_heads;
  Pieces pieces{as<float>(scratch)};
  ForwardTiles tiles{};
  tiles.dim = round_up(static_cast<std::size_t>(args.shape.head_dim), kPad);
  tiles.words = tiles.dim / Unit::kPerWord;
  tiles.staged = pieces.take(kTile * tiles.words);
  tiles.keys = pieces.take(kTile * tiles.words);
  tiles.values = pieces.take(kTile * tiles.words);
  tiles.scores = pieces.take(kTile * kTile);
  tiles.shares = pieces.take(kTile * kTile / Unit::kPerWord);
  tiles.shrink = pieces.take(kTile);
  for (std::int32_t g = 0; g < group; g += kHeadsAtOnce) {
    forward_heads<Unit, T>(args, item, item.kv_head * group + g, at_most(kHeadsAtOnce, group - g),
                           tiles, pieces);
  }
}

}  // namespace
}  // namespace millrace::kernels
