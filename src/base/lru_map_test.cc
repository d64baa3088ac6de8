#include "base/lru_map.h"

#include <gtest/gtest.h>

namespace millrace::base {
namespace {

TEST(LruMap, ForgetsWhatWasUsedLongestAgo) {
  LruMap<int> map(2);
  map.put("a", 1);
  map.put("b", 2);
  ASSERT_NE(map.find("a"), nullptr);
  map.put("c", 3);
  EXPECT_EQ(map.find("b"), nullptr);
  ASSERT_NE(map.find("a"), nullptr);
  EXPECT_EQ(*map.find("a"), 1);
  EXPECT_EQ(*map.find("c"), 3);
  EXPECT_EQ(map.size(), 2U);
}

TEST(LruMap, CountsWeightsAndKeepsWhatIsThere) {
  LruMap<int> map(10);
  map.put("heavy", 1, 11);
  EXPECT_TRUE(map.empty());
  map.put("a", 1, 6);
  map.put("a", 2, 1);
  EXPECT_EQ(*map.find("a"), 1);
  map.put("b", 2, 5);
  EXPECT_EQ(map.find("a"), nullptr);
  map.put("c", 3, 5);
  EXPECT_EQ(map.size(), 2U);
}

TEST(LruMap, ErasesByValueAndGivesTheRoomBack) {
  LruMap<int> map(4);
  for (const char* key : {"a", "b", "c", "d"}) map.put(key, *key);
  map.erase_if([](int value) { return value == 'b' || value == 'c'; });
  EXPECT_EQ(map.find("b"), nullptr);
  map.put("e", 'e', 2);
  EXPECT_EQ(map.size(), 3U);
  EXPECT_EQ(*map.find("a"), 'a');
  map.clear();
  EXPECT_EQ(map.find("a"), nullptr);
  map.put("f", 'f', 4);
  EXPECT_EQ(*map.find("f"), 'f');
}

}  // namespace
}  // namespace millrace::base
