#include "shim/doors.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "io/socket.h"

namespace millrace::shim {
namespace {

constexpr base::Duration kWithin{20'000};

// The doors of an instance whose inner half is this test.
class ShimDoors : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "millrace-doors-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_.emplace(io::system_files(), name);
    ASSERT_TRUE(io::system_files().make_directories(folder_->at("ports"), 0700));
    doors_.emplace(loop_, *folder_, [] {});
    ASSERT_TRUE(doors_->open({{"http", 8080}}));
  }
  void TearDown() override {
    doors_.reset();
    EXPECT_TRUE(io::system_files().remove_tree(folder_->path()));
  }

  // Connects and lets the doors take notice.
  io::Fd knock(const std::string& path) {
    auto client = io::connect_unix(path);
    EXPECT_TRUE(client);
    EXPECT_TRUE(loop_.run_once(kWithin));
    return client ? *std::move(client) : io::Fd();
  }
  static std::string heard(const io::Fd& client) {
    const auto bytes = io::receive_some(client.get(), 1000, kWithin);
    return bytes ? *bytes : bytes.error().message;
  }

  PollLoop loop_;
  std::optional<InstanceFolder> folder_;
  std::optional<Doors> doors_;
};

TEST_F(ShimDoors, APortOfWhatDoesNotRunIsClosedWithoutAWord) {
  EXPECT_EQ(heard(knock(folder_->port_socket("http"))), "");
}

TEST_F(ShimDoors, APortThatIsRefusedInsideIsClosedWithoutAWord) {
  const auto pair = packet_pair();
  ASSERT_TRUE(pair);
  doors_->set_inside(pair->first.get());
  const io::Fd client = knock(folder_->port_socket("http"));
  const auto question = receive_packet(pair->second.get());
  ASSERT_TRUE(question && *question);
  EXPECT_EQ((*question)->body.string_or("do", ""), "connect");
  doors_->answered({.body = json::Object{{"is", "refused"},
                                         {"id", (*question)->body.int_or("id", 0)},
                                         {"why", "nobody listens"}}});
  EXPECT_EQ(heard(client), "");
}

TEST_F(ShimDoors, ATerminalIsToldWhyThereIsNone) {
  const io::Fd client = knock(folder_->control_socket());
  ASSERT_TRUE(send_packet(client.get(), {{"do", "terminal"}}));
  ASSERT_TRUE(loop_.run_once(kWithin));
  const auto answer = receive_packet(client.get());
  ASSERT_TRUE(answer && *answer);
  EXPECT_EQ((*answer)->body.string_or("why", ""), "the instance does not run");
}

}  // namespace
}  // namespace millrace::shim
