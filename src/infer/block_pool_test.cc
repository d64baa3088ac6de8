#include "infer/block_pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/rng.h"

namespace millrace::infer {
namespace {

using Ids = std::vector<std::int32_t>;
constexpr std::int32_t kTokens = 2;

struct Holder {
  PrefixDomain domain;
  Ids ids;
  std::vector<std::int32_t> blocks;  // full ones only
};

// What each block holds, told by who filled it: the naive model.
using Content = std::map<std::int32_t, std::pair<PrefixDomain, Ids>>;

PrefixDomain random_domain(Rng& rng) {
  return {.isolation = rng.below(2) ? "a" : "b",
          .numerics = rng.below(2) ? Numerics::kFast : Numerics::kStrict,
          .adapter = rng.below(2) ? std::optional<std::int32_t>(1) : std::nullopt};
}

// One sequence: shares what it can, fills the rest as far as there is room.
Holder start(BlockPool& pool, Rng& rng, Content& content) {
  Holder holder{.domain = random_domain(rng), .ids = {}, .blocks = {}};
  const std::size_t blocks = 1 + rng.below(5);
  for (std::size_t i = 0; i < blocks * kTokens; ++i)
    holder.ids.push_back(static_cast<std::int32_t>(rng.below(2)));
  holder.blocks = pool.take_prefix(holder.domain, holder.ids);
  for (std::size_t i = 0; i < holder.blocks.size(); ++i) {
    const auto& [domain, ids] = content.at(holder.blocks[i]);
    EXPECT_EQ(domain, holder.domain);
    EXPECT_TRUE(std::ranges::equal(ids, std::span(holder.ids).first((i + 1) * kTokens)));
  }
  while (holder.blocks.size() < blocks) {
    const auto block = pool.take();
    if (!block) break;
    const std::size_t filled = holder.blocks.size();
    const auto parent = filled ? std::optional(holder.blocks.back()) : std::nullopt;
    const auto ids = std::span(holder.ids).subspan(filled * kTokens, kTokens);
    const std::int32_t used = pool.publish(holder.domain, parent, ids, *block);
    const auto all = std::span(holder.ids).first((filled + 1) * kTokens);
    if (used == *block)
      content[used] = {holder.domain, {all.begin(), all.end()}};
    else
      EXPECT_TRUE(std::ranges::equal(content.at(used).second, all));
    holder.blocks.push_back(used);
  }
  return holder;
}

TEST(BlockPool, AgreesWithANaiveModel) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    base::SeededRng rng(seed);
    BlockPool pool(12, kTokens, seed);
    std::vector<Holder> holders;
    Content content;
    for (int act = 0; act < 400; ++act) {
      if (rng.below(20) == 0) pool.forget(rng.below(2) ? std::optional(1) : std::nullopt);
      if (holders.empty() || rng.below(2)) {
        holders.push_back(start(pool, rng, content));
      } else {
        const std::size_t i = rng.below(holders.size());
        pool.give_back(holders[i].blocks);
        holders.erase(holders.begin() + static_cast<std::ptrdiff_t>(i));
      }
      std::map<std::int32_t, std::uint32_t> references;
      for (const Holder& holder : holders)
        for (const std::int32_t block : holder.blocks) ++references[block];
      for (std::int32_t block = 0; block < 12; ++block)
        ASSERT_EQ(pool.references(block), references[block]);
      const auto used = std::ranges::count_if(references, [](auto& r) { return r.second > 0; });
      ASSERT_EQ(pool.available() + static_cast<std::size_t>(used), pool.size());
    }
  }
}

TEST(BlockPool, SharesWithinOneDomainOnlyAndForgetsTheOldestFirst) {
  BlockPool pool(3, kTokens);
  const PrefixDomain mine{.isolation = "me", .numerics = Numerics::kStrict};
  const Ids ids{1, 2, 3, 4};
  const std::span<const std::int32_t> all(ids);
  const auto first = *pool.take(), second = *pool.take();
  EXPECT_EQ(pool.publish(mine, std::nullopt, all.first(2), first), first);
  EXPECT_EQ(pool.publish(mine, first, all.subspan(2), second), second);
  EXPECT_EQ(pool.take_prefix(mine, ids), (std::vector<std::int32_t>{first, second}));
  pool.give_back(std::vector{first, second});
  EXPECT_TRUE(pool.take_prefix({.isolation = "you", .numerics = Numerics::kStrict}, ids).empty());
  EXPECT_TRUE(pool.take_prefix({.isolation = "me", .numerics = Numerics::kFast}, ids).empty());
  EXPECT_TRUE(
      pool.take_prefix({.isolation = "me", .numerics = Numerics::kStrict, .adapter = 0}, ids)
          .empty());
  // The same content once more: the older block serves both.
  const auto copy = *pool.take();
  EXPECT_EQ(pool.publish(mine, std::nullopt, all.first(2), copy), first);
  EXPECT_EQ(pool.references(first), 2U);
  EXPECT_EQ(pool.references(copy), 0U);
  pool.give_back(first);
  pool.give_back(std::vector{first, second});
  EXPECT_EQ(pool.available(), 3U);
  // Room for two more: the end of the prefix goes, its beginning stays.
  ASSERT_TRUE(pool.take() && pool.take());
  EXPECT_EQ(pool.take_prefix(mine, ids), std::vector<std::int32_t>{first});
  EXPECT_FALSE(pool.take());
}

}  // namespace
}  // namespace millrace::infer
