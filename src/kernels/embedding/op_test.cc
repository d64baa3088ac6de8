#include "kernels/embedding/op.h"

#include "kernels/testing.h"

namespace millrace::kernels {
namespace {

constexpr std::size_t kVocab = 11;
const std::vector<std::int32_t> kIds = {3, 0, 10, 3, 3, 7, 0, 10};

TEST(Embedding, GatherTakesRows) {
  for (const Dtype table_type : kBothTypes) {
    for (const Dtype type : kBothTypes) {
      for (const std::size_t cols : kSizes) {
        const Buffer table = Buffer::random(table_type, kVocab * cols, cols);
        for (const Isa isa : runnable_isas()) {
          Buffer y(type, kIds.size() * cols);
          embedding(isa).gather({.table_type = table_type,
                                 .type = type,
                                 .cols = cols,
                                 .table = table.data(),
                                 .ids = kIds.data(),
                                 .y = y.data()},
                                {0, kIds.size()});
          for (std::size_t r = 0; r < kIds.size(); ++r) {
            const float want = table.at(static_cast<std::size_t>(kIds[r]) * cols + cols - 1);
            EXPECT_FLOAT_EQ(y.at(r * cols + cols - 1),
                            type == Dtype::kBf16 ? to_float(to_bf16(want)) : want);
          }
        }
      }
    }
  }
}

TEST(Embedding, ScatterAddIsTheSameHoweverTheVocabularyIsCut) {
  for (const Dtype type : kBothTypes) {
    for (const std::size_t cols : kSizes) {
      const Buffer dy = Buffer::random(type, kIds.size() * cols, cols);
      std::vector<float> want(kVocab * cols, 0.5F);
      const EmbeddingScatterAdd args = {.type = type,
                                        .rows = kIds.size(),
                                        .cols = cols,
                                        .ids = kIds.data(),
                                        .dy = dy.data(),
                                        .dtable = want.data()};
      embedding_ref.scatter_add(args, {0, kVocab});
      EXPECT_FLOAT_EQ(want[3 * cols], 0.5F + dy.at(0) + dy.at(3 * cols) + dy.at(4 * cols));
      EXPECT_EQ(want[1 * cols], 0.5F);
      for (const Isa isa : runnable_isas()) {
        for (const std::size_t cut : {std::size_t{1}, std::size_t{4}, kVocab}) {
          std::vector<float> got(kVocab * cols, 0.5F);
          EmbeddingScatterAdd mine = args;
          mine.dtable = got.data();
          for (std::size_t at = 0; at < kVocab; at += cut) {
            embedding(isa).scatter_add(mine, {at, std::min(kVocab, at + cut)});
          }
          EXPECT_EQ(got, want);
        }
      }
    }
  }
}

}  // namespace
}  // namespace millrace::kernels
