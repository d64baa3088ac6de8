// Several ranks as threads of one process, over loopback.
#include "comm/group.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>

#include "base/rng.h"
#include "base/thread.h"
#include "io/socket.h"

namespace millrace::comm {
namespace {

constexpr Group::Options kQuick{.meet_within = base::Duration(20'000),
                                .answer_within = base::Duration(20'000)};

// Runs `body` once per rank, each in a thread of its own with its own group.
template <class Body>
void with_ranks(int size, Body body) {
  auto listener = io::listen_tcp("127.0.0.1", 0);
  ASSERT_TRUE(listener);
  const auto port = io::local_port(listener->get());
  ASSERT_TRUE(port);
  std::vector<base::Thread> threads;
  for (int rank = 0; rank < size; ++rank) {
    const World world{.rank = rank, .size = size, .port = *port, .token = "t"};
    auto own = std::make_shared<std::optional<io::Fd>>();
    if (rank == 0) *own = std::move(*listener);
    threads.emplace_back("rank", [world, own, body] {
      auto group = Group::join(world, base::system_clock(), kQuick, std::move(*own));
      ASSERT_TRUE(group) << group.error().message;
      body(*group);
    });
  }
}

std::vector<float> numbers(int rank, std::size_t count) {
  base::SeededRng rng(static_cast<std::uint64_t>(rank) + 1);
  std::vector<float> out(count);
  for (float& f : out) f = static_cast<float>(static_cast<double>(rng.next() >> 11) / 1e15) - 4.0F;
  return out;
}

TEST(Group, SumsInARepeatableOrder) {
  for (const int size : {1, 2, 3, 5})
    for (const std::size_t count : {std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
      std::vector<double> wanted(count);
      for (int rank = 0; rank < size; ++rank) {
        const auto term = numbers(rank, count);
        for (std::size_t i = 0; i < count; ++i) wanted[i] += static_cast<double>(term[i]);
      }
      std::vector<std::vector<float>> seen(static_cast<std::size_t>(2 * size));
      for (int round = 0; round < 2; ++round)
        with_ranks(size, [&seen, round, size, count](Group& group) {
          auto values = numbers(group.rank(), count);
          ASSERT_TRUE(group.all_reduce_sum(values));
          seen[static_cast<std::size_t>(round * size + group.rank())] = values;
        });
      for (const auto& values : seen) {
        ASSERT_EQ(values.size(), count);
        EXPECT_EQ(std::memcmp(values.data(), seen[0].data(), count * sizeof(float)), 0);
      }
      for (std::size_t i = 0; i < count; ++i)
        EXPECT_NEAR(static_cast<double>(seen[0][i]), wanted[i], 1e-5);
    }
}

TEST(Group, SumsWhatIsLongerThanABlock) {
  constexpr std::size_t kCount = (std::size_t{1} << 20) * 3 + 17;
  with_ranks(2, [](Group& group) {
    std::vector<float> values(kCount);
    for (std::size_t i = 0; i < kCount; ++i) values[i] = static_cast<float>(i % 1000);
    ASSERT_TRUE(group.all_reduce_sum(values));
    for (std::size_t i = 0; i < kCount; ++i) ASSERT_EQ(values[i], 2 * static_cast<float>(i % 1000));
  });
}

TEST(Group, BroadcastsFromRankZero) {
  with_ranks(3, [](Group& group) {
    std::vector<std::byte> bytes(10'000'000, static_cast<std::byte>(group.rank() + 1));
    ASSERT_TRUE(group.broadcast(bytes));
    EXPECT_EQ(bytes.front(), std::byte{1});
    EXPECT_EQ(bytes.back(), std::byte{1});
    ASSERT_TRUE(group.barrier());
  });
}

TEST(Group, ALostRankIsNamed) {
  with_ranks(3, [](Group& group) {
    if (group.rank() == 1) return;  // its sockets close
    std::vector<float> values(1 << 20);
    const auto summed = group.all_reduce_sum(values);
    ASSERT_FALSE(summed);
    EXPECT_EQ(summed.error().code, ErrorCode::kUnavailable);
    EXPECT_NE(summed.error().message.find("lost rank"), std::string::npos);
  });
}

TEST(Group, WhoDoesNotComeIsNamed) {
  auto listener = io::listen_tcp("127.0.0.1", 0);
  ASSERT_TRUE(listener);
  const World world{.rank = 0, .size = 3, .port = *io::local_port(listener->get())};
  const auto group = Group::join(world, base::system_clock(), {.meet_within = base::Duration(1)},
                                 std::move(*listener));
  ASSERT_FALSE(group);
  EXPECT_EQ(group.error().code, ErrorCode::kTimeout);
  EXPECT_EQ(group.error().message, "these ranks did not come: 1, 2");
}

TEST(Group, StrangersAndDoublesAreNotLetIn) {
  auto listener = io::listen_tcp("127.0.0.1", 0);
  ASSERT_TRUE(listener);
  const auto port = *io::local_port(listener->get());
  const auto stranger = io::connect_tcp("127.0.0.1", port, base::Duration(5000));
  ASSERT_TRUE(stranger && io::send_all(stranger->get(), "GET / HTTP/1.1\r\n\r\n"));
  std::vector<base::Thread> doubles;
  for (int i = 0; i < 2; ++i)
    doubles.emplace_back("double", [port] {
      const World world{.rank = 1, .size = 3, .port = port, .token = "t"};
      EXPECT_FALSE(Group::join(world, base::system_clock(), kQuick));
    });
  const World world{.rank = 0, .size = 3, .port = port, .token = "t"};
  const auto group = Group::join(world, base::system_clock(), kQuick, std::move(*listener));
  ASSERT_FALSE(group);
  EXPECT_EQ(group.error().code, ErrorCode::kConflict);
  EXPECT_EQ(group.error().message, "two processes say that they are rank 1");
}

}  // namespace
}  // namespace millrace::comm
