#include "train/examples.h"

#include <gtest/gtest.h>

#include "train/batches.h"
#include "train/testing.h"

namespace millrace::train {
namespace {

using Ids = std::vector<std::int32_t>;
using Mask = std::vector<std::uint8_t>;

Examples make(std::int64_t seq_len, protocol::LongExamples what) {
  Examples out({seq_len, what});
  out.begin_file("a.jsonl");
  return out;
}

TEST(Examples, LabelsAreTheNextTokensThatAreInTheLoss) {
  auto examples = make(16, protocol::LongExamples::kTruncate);
  examples.add(3, Ids{10, 11, 12, 13}, Mask{1, 0, 1, 1});
  ASSERT_EQ(examples.size(), 1u);
  const auto labels = examples.labels(0);
  EXPECT_EQ(Ids(labels.begin(), labels.end()), (Ids{-1, 12, 13, -1}));
  EXPECT_EQ(examples.loss_tokens(0), 2);
  EXPECT_EQ(examples.place(0), "a.jsonl row 3");
}

TEST(Examples, WhatHasNothingToLearnIsCountedAsEmpty) {
  auto examples = make(16, protocol::LongExamples::kTruncate);
  examples.add(1, {}, {});
  examples.add(2, Ids{1}, Mask{1});
  examples.add(3, Ids{1, 2, 3}, Mask{1, 0, 0});
  EXPECT_EQ(examples.size(), 0u);
  EXPECT_EQ(examples.counts().empty, 3);
  EXPECT_EQ(examples.counts().rows, 3);
}

TEST(Examples, LongOnesAreCutOrDroppedAndCounted) {
  for (const auto what : {protocol::LongExamples::kTruncate, protocol::LongExamples::kDrop}) {
    auto examples = make(4, what);
    examples.add(1, Ids{1, 2, 3, 4}, Mask{0, 1, 1, 1});
    examples.add(2, Ids{1, 2, 3, 4, 5}, Mask{0, 1, 1, 1, 1});
    examples.add(3, Ids{1, 2, 3, 4, 5}, Mask{0, 0, 0, 0, 1});  // its answer is cut off
    const bool cut = what == protocol::LongExamples::kTruncate;
    EXPECT_EQ(examples.counts().truncated, cut ? 1 : 0);
    EXPECT_EQ(examples.counts().dropped, cut ? 1 : 2);
    EXPECT_EQ(examples.counts().used, cut ? 2 : 1);
    EXPECT_EQ(examples.counts().longest, 5);
    EXPECT_EQ(examples.counts().tokens, cut ? 8 : 4);
  }
}

TEST(Examples, TheHashFollowsContents) {
  const auto a = sample_examples(10, 8, 16), b = sample_examples(10, 8, 16);
  EXPECT_EQ(a.sha256(), b.sha256());
  EXPECT_NE(a.sha256(), sample_examples(11, 8, 16).sha256());
  EXPECT_NE(a.sha256(), sample_examples(10, 8, 6).sha256());
}

TEST(Batches, RowsHoldEveryTokenOnceAndNoPadding) {
  const auto examples = sample_examples(40, 8, 16);
  std::vector<std::size_t> all(examples.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  std::vector<int> seen(all.size());
  std::int64_t tokens = 0;
  for (const Rows& rows : cut(examples, all, {.tokens = 32})) {
    ASSERT_LE(rows.ids.size(), 32u);
    ASSERT_EQ(rows.starts.size(), rows.examples.size() + 1);
    ASSERT_EQ(rows.starts.back(), static_cast<std::int32_t>(rows.ids.size()));
    for (std::size_t s = 0; s < rows.examples.size(); ++s) {
      const auto ids = examples.ids(rows.examples[s]);
      const auto begin = rows.ids.begin() + rows.starts[s];
      EXPECT_TRUE(std::equal(ids.begin(), ids.end(), begin));
      EXPECT_EQ(rows.labels[static_cast<std::size_t>(rows.starts[s + 1]) - 1], -1);
      ++seen[rows.examples[s]];
    }
    tokens += static_cast<std::int64_t>(rows.ids.size());
  }
  EXPECT_EQ(tokens, examples.counts().tokens);
  EXPECT_EQ(seen, std::vector<int>(all.size(), 1));
  EXPECT_EQ(cut(examples, all, {.tokens = 32, .packing = false}).size(), all.size());
}

TEST(Batches, PartsOfTheRanksAreTheWhole) {
  const auto examples = sample_examples(17, 8, 16);
  const std::vector<std::size_t> batch{3, 1, 4, 15, 9, 2, 6};
  std::vector<std::size_t> together;
  for (int rank = 0; rank < 3; ++rank)
    for (const std::size_t i : part_of(examples, batch, rank, 3)) together.push_back(i);
  std::sort(together.begin(), together.end());
  EXPECT_EQ(together, (std::vector<std::size_t>{1, 2, 3, 4, 6, 9, 15}));
  EXPECT_EQ(part_of(examples, batch, 0, 1), batch);
}

}  // namespace
}  // namespace millrace::train
