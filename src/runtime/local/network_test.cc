// Runs and the world outside: a network of its own at the end of a cable plays the world.
#include <unistd.h>

#include "io/socket.h"
#include "io/subprocess.h"
#include "runtime/local/testing.h"

namespace millrace::runtime {
namespace {

using protocol::Egress;

class World : public LocalRuntimeTest {
 protected:
  void SetUp() override {
    LocalRuntimeTest::SetUp();
    if (IsSkipped()) return;
    if (!runtime::Egress::missing().empty()) GTEST_SKIP() << runtime::Egress::missing();
    name_ = "mrw" + std::to_string(::getpid());
    run_ip({"netns", "add", name_});
    run_ip({"link", "add", "w" + name_, "type", "veth", "peer", "name", "wpeer", "netns", name_});
    run_ip({"addr", "add", "198.51.100.1/30", "dev", "w" + name_});
    run_ip({"link", "set", "w" + name_, "up"});
    run_ip({"-n", name_, "addr", "add", "198.51.100.2/30", "dev", "wpeer"});
    run_ip({"-n", name_, "link", "set", "wpeer", "up"});
  }
  void TearDown() override {
    // The cable first: a namespace is torn down by the kernel some time after it was deleted.
    if (!name_.empty()) {
      run_ip({"link", "delete", "w" + name_});
      run_ip({"netns", "delete", name_});
    }
    LocalRuntimeTest::TearDown();
  }
  static void run_ip(std::vector<std::string> words) {
    words.insert(words.begin(), "ip");
    const auto done = io::capture({.argv = words});
    ASSERT_TRUE(done);
    ASSERT_TRUE(done->status.success()) << words[1] << ": " << done->err;
  }
  // Answers "world" to whoever connects to 198.51.100.2:7777.
  io::Subprocess serve_world() {
    io::Command command{
        .argv = {"nsenter", "--net=/run/netns/" + name_, "/usr/bin/python3", "-uc",
                 "import socket; s=socket.create_server(('0.0.0.0',7777)); print('up')\n"
                 "while True:\n c,a=s.accept(); c.send(b'world to '+a[0].encode()); c.close()"},
        .out = io::Stream::pipe()};
    auto process = io::Subprocess::spawn(command);
    EXPECT_TRUE(process);
    char up[3] = {};
    EXPECT_GT(::read(process->out().get(), up, 2), 0);
    return *std::move(process);
  }
  static std::string connect_to(const std::string& address, int port) {
    return "/usr/bin/python3 -c \"import socket; print(socket.create_connection(('" + address +
           "'," + std::to_string(port) + "),2).recv(100).decode())\" 2>&1 | tail -1; ";
  }
  std::string name_{};
};

TEST_F(World, ReachedOnlyByThoseWhoMay) {
  const auto server = serve_world();
  auto listener = io::listen_tcp("0.0.0.0", 0);
  ASSERT_TRUE(listener);
  const int port = *io::local_port(listener->get());
  auto out = spec(connect_to("198.51.100.2", 7777) + connect_to("198.51.100.1", port) +
                  "read -t 20 line < <(sleep 20)");
  out.egress = Egress::kOut;
  ASSERT_TRUE(runtime_->ensure(key(), {out}));
  // As seen from the world, this machine speaks; this machine itself is not reached.
  ASSERT_TRUE(wait_for_log("timed out"));
  EXPECT_EQ(log(), "world to 198.51.100.1\nTimeoutError: timed out\n");
  EXPECT_GT((*runtime_->sample(key()))[0].network_in_bytes.value_or(0), 0);
  EXPECT_GT((*runtime_->sample(key()))[0].network_out_bytes.value_or(0), 0);
  auto none = spec(connect_to("198.51.100.2", 7777));
  none.run_id = "0closed";
  ASSERT_TRUE(runtime_->ensure({"0closed", 1}, {none}));
  wait_until("the closed one to end", [&] {
    const auto chunk = runtime_->read({"0closed", 1}, 0, Stream::kLog, "", 1000);
    return chunk && chunk->end == Chunk::End::kEnd &&
           chunk->bytes.find("Network is unreachable") != std::string::npos;
  });
}

TEST_F(World, CablesAreTakenAway) {
  auto out = spec("ls /sys/class/net 2>/dev/null; grep -c eth0 /proc/net/dev");
  out.egress = Egress::kOut;
  EXPECT_EQ(run(out).exit_code, 0);
  EXPECT_EQ(log(), "1\n");
  ASSERT_TRUE(runtime_->observe());
  const auto left = io::system_files().list("/run/millrace-test/egress");
  EXPECT_TRUE(!left || left->empty());
}

TEST(NetworkCounters, AddUpAllButTheLoopback) {
  const auto sum = sum_counters(
      "Inter-|   Receive  |  Transmit\n face |bytes packets|bytes\n"
      "    lo:  111 1 0 0 0 0 0 0  111 1 0 0 0 0 0 0\n"
      "  eth0: 2000 3 0 0 0 0 0 0  300 4 0 0 0 0 0 0\n"
      "  eth1:   50 3 0 0 0 0 0 0    7 4 0 0 0 0 0 0\n");
  EXPECT_EQ(sum.in_bytes, 2050);
  EXPECT_EQ(sum.out_bytes, 307);
}

TEST(Cables, HaveFourAddressesEach) {
  EXPECT_EQ(cable_ends(0).outside, "10.213.0.1");
  EXPECT_EQ(cable_ends(0).inside, "10.213.0.2");
  EXPECT_EQ(cable_ends(65).inside, "10.213.1.6");
  EXPECT_EQ(cable_ends(16383).inside, "10.213.255.254");
}

}  // namespace
}  // namespace millrace::runtime
