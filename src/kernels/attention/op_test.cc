#include "kernels/attention/op.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>

#include "base/thread.h"
#include "kernels/attention/plan.h"
#include "kernels/finite_difference.h"

namespace millrace::kernels {
namespace {

struct Case {
  AttentionShape shape;
  std::vector<std::int32_t> borders;
  std::size_t tokens() const { return static_cast<std::size_t>(borders.back()); }
  std::size_t width(std::int32_t heads) const {
    return static_cast<std::size_t>(heads * shape.head_dim) + 4;
  }
};

Case make_case(Dtype type, std::int32_t heads, std::int32_t kv_heads, std::int32_t dim,
               std::int32_t window, std::vector<std::int32_t> borders) {
  return {{.type = type,
           .heads = heads,
           .kv_heads = kv_heads,
           .head_dim = dim,
           .window = window,
           .scale = 1.0F / std::sqrt(static_cast<float>(dim))},
          std::move(borders)};
}

std::vector<Case> cases() {
  const std::vector<std::vector<std::int32_t>> packings = {
      {0, 1}, {0, 16}, {0, 5, 75, 75, 139, 140}, {0, 200}};
  std::vector<Case> all;
  for (const Dtype type : kBothTypes) {
    for (const auto& borders : packings) {
      for (const std::int32_t window : {0, 1, 17, 100}) {
        all.push_back(make_case(type, 2, 1, 8, window, borders));
        all.push_back(make_case(type, 3, 3, 48, window, borders));
        all.push_back(make_case(type, 6, 2, 64, window, borders));
      }
      all.push_back(make_case(type, 35, 1, 16, 0, borders));
      all.push_back(make_case(type, 2, 2, 32, 0, borders));
      all.push_back(make_case(type, 1, 1, 128, 33, borders));
      all.push_back(make_case(type, 1, 1, 18, 0, borders));
    }
  }
  return all;
}

// As many bytes as the plan says, so that a sanitizer sees one too many; filled with NaN.
struct Scratch {
  explicit Scratch(std::size_t bytes)
      : data(static_cast<float*>(std::aligned_alloc(64, (bytes + 63) / 64 * 64))) {
    std::fill_n(data.get(), bytes / sizeof(float), std::nanf(""));
  }
  struct Free {
    void operator()(float* p) const { std::free(p); }
  };
  std::unique_ptr<float, Free> data;
};

struct Tensors {
  Buffer q, k, v, out, dout, dq, dk, dv;
  std::vector<float> lse;
};

Tensors make_tensors(const Case& c) {
  const Dtype type = c.shape.type;
  const std::size_t q_size = c.tokens() * c.width(c.shape.heads);
  const std::size_t k_size = c.tokens() * c.width(c.shape.kv_heads);
  return {Buffer::random(type, q_size, 1, 2.0F),
          Buffer::random(type, k_size, 2, 2.0F),
          Buffer::random(type, k_size, 3),
          Buffer(type, q_size),
          Buffer::random(type, q_size, 4),
          Buffer(type, q_size),
          Buffer(type, k_size),
          Buffer(type, k_size),
          std::vector<float>(c.tokens() * static_cast<std::size_t>(c.shape.heads))};
}

AttentionForward forward_args(const Case& c, Tensors& t) {
  const auto dim = static_cast<std::size_t>(c.shape.head_dim);
  const std::size_t q = c.width(c.shape.heads);
  const std::size_t k = c.width(c.shape.kv_heads);
  return {.shape = c.shape,
          .q = {t.q.data(), q, dim},
          .k = {t.k.data(), k, dim},
          .v = {t.v.data(), k, dim},
          .out = {t.out.data(), q, dim},
          .lse = t.lse.data(),
          .lse_stride = c.tokens()};
}

AttentionBackward backward_args(const Case& c, Tensors& t) {
  const auto dim = static_cast<std::size_t>(c.shape.head_dim);
  const std::size_t q = c.width(c.shape.heads);
  const std::size_t k = c.width(c.shape.kv_heads);
  return {.shape = c.shape,
          .q = {t.q.data(), q, dim},
          .k = {t.k.data(), k, dim},
          .v = {t.v.data(), k, dim},
          .out = {t.out.data(), q, dim},
          .dout = {t.dout.data(), q, dim},
          .lse = t.lse.data(),
          .lse_stride = c.tokens(),
          .dq = {t.dq.data(), q, dim},
          .dk = {t.dk.data(), k, dim},
          .dv = {t.dv.data(), k, dim}};
}

// Hands the items out to workers, as a pool would.
template <typename Item>
void run_items(const AttentionPlan& plan, int workers, const Item& item) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    const Scratch scratch(plan.scratch_bytes);
    for (std::size_t i = next++; i < plan.items.size(); i = next++)
      item(plan.items[i], scratch.data.get());
  };
  std::vector<base::Thread> threads;
  for (int i = 1; i < workers; ++i) threads.emplace_back("attention", work);
  work();
}

Tensors run(const AttentionKernels& kernels, const Case& c, int workers = 1) {
  Tensors t = make_tensors(c);
  const AttentionForward forward = forward_args(c, t);
  run_items(
      plan_attention_forward(c.shape, c.borders), workers,
      [&](const AttentionItem& item, void* scratch) { kernels.forward(forward, item, scratch); });
  const AttentionBackward backward = backward_args(c, t);
  run_items(
      plan_attention_backward(c.shape, c.borders), workers,
      [&](const AttentionItem& item, void* scratch) { kernels.backward(backward, item, scratch); });
  return t;
}

// Relative to the largest element, or to 1: sums cancel, so their parts decide the error.
void expect_near(const Buffer& got, const Buffer& want, float slack, const char* what) {
  float most = 1.0F;
  for (const float x : want.floats()) most = std::max(most, std::fabs(x));
  expect_close(got.floats(), want.floats(), slack * most, 0, what);
}

TEST(Attention, VariantsAgree) {
  for (const Case& c : cases()) {
    const Tensors want = run(attention_ref, c);
    for_each_vector_isa([&](Isa isa) {
      SCOPED_TRACE(testing::Message()
                   << type_name(c.shape.type) << " dim " << c.shape.head_dim << " heads "
                   << c.shape.heads << " window " << c.shape.window << " tokens " << c.tokens());
      const Tensors got = run(attention(isa), c);
      const float slack = c.shape.type == Dtype::kBf16 ? 0.012F : 4e-6F;
      expect_near(got.out, want.out, slack, "out");
      expect_close(got.lse, want.lse, 1e-5F, 1e-5F, "lse");
      expect_near(got.dq, want.dq, slack, "dq");
      expect_near(got.dk, want.dk, slack, "dk");
      expect_near(got.dv, want.dv, slack, "dv");
    });
  }
}

// Long segments are cut into items for keys and items for queries; the numbers stay those of one
// item.
TEST(Attention, CutItemsAgreeWithWholeOnes) {
  for (const std::int32_t window : {0, 300}) {
    const Case c = make_case(Dtype::kF32, 1, 1, 128, window, {0, 40, 740});
    const AttentionPlan plan = plan_attention_backward(c.shape, c.borders);
    EXPECT_GT(plan.items.size(), 4U);
    for_each_vector_isa([&](Isa isa) {
      const Tensors got = run(attention(isa), c);
      Tensors want = run(attention(isa), c);
      const AttentionBackward args = backward_args(c, want);
      const AttentionItem whole = {.q_begin = 40, .q_end = 740, .kv_begin = 40, .kv_end = 740};
      const Scratch scratch(attention_scratch_bytes(c.shape, whole));
      attention(isa).backward(args, whole, scratch.data.get());
      expect_near(got.dq, want.dq, 2e-6F, "dq");
      expect_near(got.dk, want.dk, 2e-6F, "dk");
      expect_near(got.dv, want.dv, 2e-6F, "dv");
    });
  }
}

TEST(Attention, SameBitsWithAnyNumberOfWorkers) {
  for (const Dtype type : kBothTypes) {
    const Case c = make_case(type, 4, 2, 64, 0, {0, 90, 290, 300});
    for (const Isa isa : runnable_isas()) {
      const Tensors one = run(attention(isa), c, 1);
      const Tensors three = run(attention(isa), c, 3);
      EXPECT_TRUE(one.out == three.out);
      EXPECT_EQ(one.lse, three.lse);
      EXPECT_TRUE(one.dq == three.dq);
      EXPECT_TRUE(one.dk == three.dk);
      EXPECT_TRUE(one.dv == three.dv);
    }
  }
}

// Packed with others or alone: a segment's numbers do not know its neighbours.
TEST(Attention, PackingLeaksNothing) {
  const Case packed = make_case(Dtype::kF32, 2, 1, 32, 0, {0, 50, 150});
  for (const Isa isa : runnable_isas()) {
    Tensors before = make_tensors(packed);
    Tensors after = make_tensors(packed);
    for (std::size_t i = 0; i < 50 * packed.width(1); ++i) after.k.set(i, 100.0F);
    for (Tensors* t : {&before, &after}) {
      const AttentionForward args = forward_args(packed, *t);
      run_items(plan_attention_forward(packed.shape, packed.borders), 1,
                [&](const AttentionItem& item, void* scratch) {
                  attention(isa).forward(args, item, scratch);
                });
    }
    EXPECT_NE(before.out.at(packed.width(2)), after.out.at(packed.width(2)));
    for (std::size_t i = 50 * packed.width(2); i < before.out.size(); ++i) {
      ASSERT_EQ(before.out.at(i), after.out.at(i));
    }
  }
}

// sum(dout * attention(q, k, v)) in double.
double loss(const Case& c, const std::vector<double>& q, const std::vector<double>& k,
            const std::vector<double>& v, const Buffer& dout) {
  const auto dim = static_cast<std::size_t>(c.shape.head_dim);
  const auto heads = static_cast<std::size_t>(c.shape.heads);
  const std::size_t group = heads / static_cast<std::size_t>(c.shape.kv_heads);
  const std::size_t q_width = c.width(c.shape.heads);
  const std::size_t k_width = c.width(c.shape.kv_heads);
  const auto window = c.shape.window == 0 ? c.tokens() : static_cast<std::size_t>(c.shape.window);
  double total = 0;
  for (std::size_t s = 0; s + 1 < c.borders.size(); ++s) {
    const auto begin = static_cast<std::size_t>(c.borders[s]);
    for (std::size_t i = begin; i < static_cast<std::size_t>(c.borders[s + 1]); ++i) {
      for (std::size_t h = 0; h < heads; ++h) {
        double sum = 0, weighted = 0;
        for (std::size_t j = begin; j <= i; ++j) {
          if (j + window <= i) continue;
          double score = 0, value = 0;
          for (std::size_t d = 0; d < dim; ++d) {
            const std::size_t at = j * k_width + h / group * dim + d;
            score += q[i * q_width + h * dim + d] * k[at];
            value += static_cast<double>(dout.at(i * q_width + h * dim + d)) * v[at];
          }
          const double p = std::exp(score * static_cast<double>(c.shape.scale));
          sum += p;
          weighted += p * value;
        }
        total += weighted / sum;
      }
    }
  }
  return total;
}

TEST(Attention, BackwardIsTheDerivative) {
  for (const std::int32_t window : {0, 3}) {
    const Case c = make_case(Dtype::kF32, 4, 2, 8, window, {0, 4, 13});
    const Tensors t = make_tensors(c);
    const auto q = doubles(t.q), k = doubles(t.k), v = doubles(t.v);
    const auto dq = finite_difference(q, [&](const auto& at) { return loss(c, at, k, v, t.dout); });
    const auto dk = finite_difference(k, [&](const auto& at) { return loss(c, q, at, v, t.dout); });
    const auto dv = finite_difference(v, [&](const auto& at) { return loss(c, q, k, at, t.dout); });
    for (const Isa isa : runnable_isas()) {
      const Tensors got = run(attention(isa), c);
      expect_close(got.dq.floats(), dq, 2e-5F, 2e-5F, "dq");
      expect_close(got.dk.floats(), dk, 2e-5F, 2e-5F, "dk");
      expect_close(got.dv.floats(), dv, 2e-5F, 2e-5F, "dv");
    }
  }
}

}  // namespace
}  // namespace millrace::kernels
