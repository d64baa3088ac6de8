#include "io/socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

#include "io/file_system.h"
#include "io/test_folder.h"

namespace millrace::io {
namespace {

constexpr Duration kLong{10'000};

void exchange(const Result<Fd>& listener, const Result<Fd>& client) {
  ASSERT_TRUE(listener) << listener.error().to_string();
  ASSERT_TRUE(client) << client.error().to_string();
  const auto server = accept(listener->get(), kLong);
  ASSERT_TRUE(server);
  ASSERT_TRUE(send_all(client->get(), "ping"));
  EXPECT_EQ(*receive_some(server->get(), 100, kLong), "ping");
  EXPECT_EQ(receive_some(server->get(), 100, Duration(0)).error().code, ErrorCode::kTimeout);
}

TEST(Tcp, ListensConnectsAndTalks) {
  const auto listener = listen_tcp("127.0.0.1", 0);
  ASSERT_TRUE(listener);
  const auto port = local_port(listener->get());
  ASSERT_TRUE(port);
  EXPECT_NE(*port, 0);
  EXPECT_EQ(accept(listener->get(), Duration(0)).error().code, ErrorCode::kTimeout);
  exchange(listener, connect_tcp("127.0.0.1", *port, kLong));
  EXPECT_FALSE(listen_tcp("127.0.0.1", *port));
}

TEST(Tcp, SaysWhenNobodyListens) {
  std::uint16_t port = 0;
  {
    const auto listener = listen_tcp("127.0.0.1", 0);
    port = *local_port(listener->get());
  }
  const auto refused = connect_tcp("127.0.0.1", port, kLong);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(refused.error().message.find(std::to_string(port)), std::string::npos);
}

TEST(UnixSocket, TalksAtAnyPathLength) {
  const TestFolder folder;
  const std::string deep = folder / (std::string(60, 'a') + "/" + std::string(60, 'b'));
  ASSERT_TRUE(system_files().make_directories(deep));
  for (const auto& path : {folder / "s", deep + "/socket"}) {
    const auto listener = listen_unix(path);
    exchange(listener, connect_unix(path));
    EXPECT_EQ(system_files().stat(path)->mode, 0600U);
  }
}

TEST(UnixSocket, ReplacesOnlyDeadSockets) {
  const TestFolder folder;
  {
    const auto listener = listen_unix(folder / "s");
    ASSERT_TRUE(listener);
    EXPECT_EQ(listen_unix(folder / "s").error().code, ErrorCode::kConflict);
  }
  EXPECT_EQ(connect_unix(folder / "s").error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(listen_unix(folder / "s"));
  ASSERT_TRUE(replace_file(system_files(), folder / "file", "precious"));
  EXPECT_FALSE(listen_unix(folder / "file"));
  EXPECT_EQ(*read_file(system_files(), folder / "file"), "precious");
}

TEST(UnixSocket, PassesDescriptors) {
  const TestFolder folder;
  auto pair = socket_pair();
  ASSERT_TRUE(pair);
  Fd file(::open((folder / "f").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  const std::array<int, 2> fds{file.get(), file.get()};
  ASSERT_TRUE(send_fds(pair->first.get(), "two", fds));
  file.reset();
  const auto received = receive_fds(pair->second.get(), 100);
  ASSERT_TRUE(received);
  EXPECT_EQ(received->bytes, "two");
  ASSERT_EQ(received->fds.size(), 2U);
  EXPECT_EQ(::write(received->fds[1].get(), "x", 1), 1);
  EXPECT_EQ(::fcntl(received->fds[0].get(), F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  EXPECT_FALSE(send_fds(pair->first.get(), "", fds));
  pair->first.reset();
  EXPECT_TRUE(receive_fds(pair->second.get(), 100)->bytes.empty());
}

TEST(UnixSocket, SendingToAClosedPeerIsAnErrorNotASignal) {
  auto pair = socket_pair();
  pair->second.reset();
  EXPECT_EQ(send_all(pair->first.get(), "x").error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace millrace::io
