// Where the tiles of attention backward lie, and how those of a query head are filled. Included by
// avx2.cc and avx512*.cc alone.
#pragma once

namespace millrace::kernels {
namespace {

// One tile of queries of one head, laid out for all its products.
struct QueryTile {
  float* staged;
  float* turned;  // transposed: scores
  float* mixed;   // interleaved: dk
  float* dout_staged;
  float* dout_turned;   // gradients of probabilities
  float* dout_mixed;    // dv
  const float* q_rows;  // staged or mixed, whichever the unit wants to sum over queries
  const float* dout_rows;
  float* lse;          // [kTile]
  float* delta;        // [kTile] sum of dout * out
  float* dq;           // [kTile][dim]
  std::int32_t begin;  // first query row
  std::int32_t rows;
};

struct BackwardTiles {
  std::size_t dim, words;
  QueryTile query;
  float* keys;     // staged
  float* values;   // staged
  float* mixed;    // keys interleaved
  float* scores;   // [key][query]
  float* dscores;  // [key][query]
  float* shares;   // probabilities as words
  float* dshares;  // gradients of scores as words
  float* dshares_mixed;
  float* dk;  // [keys of the item][dim]
  float* dv;
};

template <typename Unit>
MILLRACE_INLINE BackwardTiles take_tiles(Pieces pieces, const AttentionBackward& args,
                                         const AttentionItem& item) {
  BackwardTiles t{};
  t.dim = round_up(static_cast<std::size_t>(args.shape.head_dim), kPad);
  t.words = t.dim / Unit::kPerWord;
  float** const of_rows[] = {&t.query.staged,
                             &t.query.turned,
                             &t.query.mixed,
                             &t.query.dout_staged,
                             &t.query.dout_turned,
                             &t.query.dout_mixed,
                             &t.keys,
                             &t.values,
                             &t.mixed};
  for (float** piece : of_rows) *piece = pieces.take(kTile * t.words);
  t.query.dq = pieces.take(kTile * t.dim);
  t.query.lse = pieces.take(kTile);
  t.query.delta = pieces.take(kTile);
  t.scores = pieces.take(kTile * kTile);
  t.dscores = pieces.take(kTile * kTile);
  float** const of_shares[] = {&t.shares, &t.dshares, &t.dshares_mixed};
  for (float** piece : of_shares) {
    *piece = Unit::kPerWord == 1 ? nullptr : pieces.take(kTile * kTile / Unit::kPerWord);
  }
  if (Unit::kPerWord == 1) {
    t.shares = t.scores;
    t.dshares = t.dscores;
  }
  if (item.gradients != Gradients::kQuery) {
    const std::size_t keys = round_up(static_cast<std::size_t>(item.kv_end - item.kv_begin), kTile);
    t.dk = pieces.take(keys * t.dim);
    t.dv = pieces.take(keys * t.dim);
    clear(t.dk, keys * t.dim);
    clear(t.dv, keys * t.dim);
  }
  return t;
}

template <typename T>
MILLRACE_INLINE float dot_rows(const T* a, const T* b, std::size_t n) {
  Vec total = zeros();
  sweep(n, [&](std::size_t d, auto lanes) {
    total = fma(load(a + d, lanes), load(b + d, lanes), total);
  });
  return sum(total);
}

template <typename Unit, typename T>
MILLRACE_INLINE void load_queries(const AttentionBackward& args, std::int32_t head,
                                  BackwardTiles& tiles) {
  QueryTile& query = tiles.query;
  const auto dim = static_cast<std::size_t>(args.shape.head_dim);
  const auto n = static_cast<std::size_t>(query.rows);
  const T* dout = head_rows<T>(args.dout, query.begin, head);
  const T* out = head_rows<T>(args.out, query.begin, head);
  stage<Unit>(head_rows<T>(args.q, query.begin, head), args.q.token_stride, n, dim, tiles.words,
              query.staged);
  transpose(query.staged, n, tiles.words, query.turned);
  query.q_rows = Unit::interleave(query.staged, n, tiles.words, query.mixed);
  stage<Unit>(dout, args.dout.token_stride, n, dim, tiles.words, query.dout_staged);
  transpose(query.dout_staged, n, tiles.words, query.dout_turned);
  query.dout_rows = Unit::interleave(query.dout_staged, n, tiles.words, query.dout_mixed);
  const float* lse = args.lse + static_cast<std::size_t>(head) * args.lse_stride +
                     static_cast<std::size_t>(query.begin);
  for (std::size_t r = 0; r < n; ++r) {
    query.lse[r] = lse[r];
    query.delta[r] =
        dot_rows(dout + r * args.dout.token_stride, out + r * args.out.token_stride, dim);
  }
  // Rows that do not exist get probability exp(-infinity).
  for (std::size_t r = n; r < kTile; ++r) {
    query.lse[r] = __builtin_inff();
    query.delta[r] = 0;
  }
  clear(query.dq, kTile * tiles.dim);
}

}  // namespace
}  // namespace millrace::kernels
