#include "comm/world.h"

#include <gtest/gtest.h>

#include <map>

namespace millrace::comm {
namespace {

Environment of(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const char* name) -> std::optional<std::string> {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
  };
}

TEST(World, NobodyElse) {
  EXPECT_EQ(world_from(of({}))->size, 1);
  EXPECT_EQ(world_from(of({{"PET_NNODES", "1"}}))->size, 1);
}

TEST(World, FromThePlatform) {
  const auto world = world_from(of({{"PET_NNODES", "3"},
                                    {"PET_NODE_RANK", "2"},
                                    {"PET_MASTER_ADDR", "127.0.0.1"},
                                    {"PET_MASTER_PORT", "29500"},
                                    {"MILLRACE_RUN_ID", "1run"},
                                    {"MILLRACE_RESTART_COUNT", "4"},
                                    {"WORLD_SIZE", "99"}}));
  ASSERT_TRUE(world);
  EXPECT_EQ(world->size, 3);
  EXPECT_EQ(world->rank, 2);
  EXPECT_EQ(world->port, 29500);
  EXPECT_EQ(world->token, "1run/4");
}

TEST(World, ByHand) {
  const auto world = world_from(
      of({{"WORLD_SIZE", "2"}, {"RANK", "1"}, {"MASTER_ADDR", "host"}, {"MASTER_PORT", "1"}}));
  ASSERT_TRUE(world);
  EXPECT_EQ(world->host, "host");
}

TEST(World, SaysWhatIsMissingOrWrong) {
  const auto words = [](std::map<std::string, std::string> values) {
    return world_from(of(std::move(values))).error().message;
  };
  EXPECT_NE(words({{"WORLD_SIZE", "2"}}).find("RANK is not set"), std::string::npos);
  EXPECT_NE(words({{"WORLD_SIZE", "2"}, {"RANK", "2"}}).find("from 0 to 1, not '2'"),
            std::string::npos);
  EXPECT_NE(words({{"WORLD_SIZE", "two"}}).find("WORLD_SIZE"), std::string::npos);
  EXPECT_NE(words({{"WORLD_SIZE", "2"}, {"RANK", "0"}, {"MASTER_PORT", "1"}}).find("MASTER_ADDR"),
            std::string::npos);
}

}  // namespace
}  // namespace millrace::comm
