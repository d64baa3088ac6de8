// Ports, terminals, streams and samples of running instances.
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "io/socket.h"
#include "io/timer.h"
#include "runtime/local/testing.h"

namespace millrace::runtime {
namespace {

using Phase = InstanceObservation::Phase;

class Doors : public LocalRuntimeTest {
 protected:
  // Its first words may be in the log before the shim knows that the command has started.
  bool wait_for_running(std::int64_t instance = 0) {
    return wait_until("it to run", [&] { return see(instance).phase == Phase::kRunning; });
  }

  // Reads from a terminal until `text` has come.
  std::string read_until(Terminal& terminal, const std::string& text) {
    std::string got;
    std::array<char, 4096> buffer;
    while (got.find(text) == std::string::npos) {
      const auto ready =
          io::wait_until_ready(terminal.fd(), io::Direction::kRead, Duration(20'000));
      if (!ready || *ready == io::Ready::kTimedOut) break;
      const ssize_t n = ::read(terminal.fd(), buffer.data(), buffer.size());
      if (n <= 0) break;
      got.append(buffer.data(), static_cast<std::size_t>(n));
    }
    return got;
  }
};

constexpr const char* kEcho = R"(exec /usr/bin/python3 -c '
import socketserver, sys
class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        data = self.rfile.read()
        self.wfile.write(sys.argv[1].encode() + str(len(data)).encode() + b":" + data[:10])
class Server(socketserver.ThreadingTCPServer): allow_reuse_address = True
with Server(("127.0.0.1", 8080), Echo) as s:
    print("listening", flush=True)
    s.serve_forever()
' )";

TEST_F(Doors, PortsOfServicesDoNotCollide) {
  std::vector<protocol::InstanceSpec> specs;
  for (int i = 0; i < 2; ++i) {
    auto service = spec(kEcho + std::to_string(i), i);
    service.network = protocol::NetworkScope::kInstance;
    service.ports = {{"http", 8080}};
    specs.push_back(service);
  }
  ASSERT_TRUE(runtime_->ensure(key(), specs));
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(wait_for_log("listening", i));
    ASSERT_TRUE(wait_for_running(i));
    const auto endpoint = runtime_->endpoint(key(), i, "http");
    ASSERT_TRUE(endpoint);
    auto socket = io::connect_unix(endpoint->unix_socket);
    ASSERT_TRUE(socket);
    const std::string much(3'000'000, 'a');
    ASSERT_TRUE(io::send_all(socket->get(), much));
    ::shutdown(socket->get(), SHUT_WR);
    std::string answer;
    while (true) {
      const auto part = io::receive_some(socket->get(), 4096, Duration(20'000));
      ASSERT_TRUE(part);
      if (part->empty()) break;
      answer += *part;
    }
    EXPECT_EQ(answer, std::to_string(i) + "3000000:aaaaaaaaaa");
  }
  EXPECT_EQ(runtime_->endpoint(key(), 0, "other").error().code, ErrorCode::kNotFound);
}

TEST_F(Doors, ClosedPortClosesTheConnection) {
  auto service = spec("sleep 100");
  service.ports = {{"http", 8080}};
  ASSERT_TRUE(runtime_->ensure(key(), {service}));
  ASSERT_TRUE(wait_for_running());
  auto socket = io::connect_unix(runtime_->endpoint(key(), 0, "http")->unix_socket);
  ASSERT_TRUE(socket);
  const auto end = io::receive_some(socket->get(), 1000, Duration(20'000));
  EXPECT_TRUE(!end || end->empty()) << *end;
}

TEST_F(Doors, InstancesOfAJobMeetOnTheLoopback) {
  auto server = spec(
      "/usr/bin/python3 -c \"import socket; s=socket.create_server(('127.0.0.1',29500)); "
      "print('listening', flush=True); c,_=s.accept(); print(c.recv(100).decode())\"");
  auto client = spec(
      "/usr/bin/python3 -c \"import socket; "
      "socket.create_connection(('127.0.0.1',29500)).send(b'hello rank 0')\"",
      1);
  ASSERT_TRUE(runtime_->ensure(key(), {server}));
  ASSERT_TRUE(wait_for_log("listening"));
  ASSERT_TRUE(runtime_->ensure(key(), {server, client}));
  EXPECT_EQ(wait_for_exit(1).exit_code, 0);
  EXPECT_EQ(wait_for_exit(0).exit_code, 0);
  EXPECT_TRUE(log().ends_with("hello rank 0\n"));
}

TEST_F(Doors, TerminalRunsInsideAndResizes) {
  ASSERT_TRUE(runtime_->ensure(key(), {spec("export X=1; echo up; sleep 100")}));
  ASSERT_TRUE(wait_for_running());
  auto terminal = runtime_->open_terminal(key(), 0, {"/bin/bash", "--norc"}, 100, 40);
  ASSERT_TRUE(terminal) << terminal.error().message;
  const auto type = [&](const std::string& text) {
    EXPECT_EQ(::write((*terminal)->fd(), text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
  };
  type("stty size; echo uid=$(id -u) $MILLRACE_RUN_ID\n");
  const auto first = read_until(**terminal, "uid=200000 0run");
  EXPECT_NE(first.find("40 100"), std::string::npos) << first;
  ASSERT_TRUE((*terminal)->resize(77, 33));
  type("stty size\n");
  EXPECT_NE(read_until(**terminal, "33 77").find("33 77"), std::string::npos);
  const auto refused = runtime_->open_terminal(key(), 0, {"/no/such"}, 80, 24);
  ASSERT_FALSE(refused);
  EXPECT_EQ(runtime_->open_terminal(key(), 7, {"sh"}, 80, 24).error().code, ErrorCode::kNotFound);
}

TEST_F(Doors, TerminalsTellHowTheirCommandsEnded) {
  ASSERT_TRUE(runtime_->ensure(key(), {spec("echo up; sleep 100")}));
  ASSERT_TRUE(wait_for_running());
  const auto code_of = [&](const std::string& script) -> std::optional<int> {
    auto terminal = runtime_->open_terminal(key(), 0, {"/bin/sh", "-c", script}, 80, 24);
    if (!terminal) return std::nullopt;
    pollfd end{(*terminal)->end_fd(), POLLIN, 0};
    return ::poll(&end, 1, 20'000) == 1 ? (*terminal)->exit_code() : std::nullopt;
  };
  EXPECT_EQ(code_of("exit 7"), 7);
  EXPECT_EQ(code_of("kill -9 $$"), 137);
  // One that outlives the instance: its end is not known.
  auto lasting = runtime_->open_terminal(key(), 0, {"/bin/sleep", "100"}, 80, 24);
  ASSERT_TRUE(lasting);
  ASSERT_TRUE(runtime_->ensure_gone(key()));
  pollfd end{(*lasting)->end_fd(), POLLIN, 0};
  ASSERT_EQ(::poll(&end, 1, 20'000), 1);
  const auto code = (*lasting)->exit_code();
  EXPECT_TRUE(!code || *code >= 128) << *code;
}

TEST_F(Doors, SamplesCountUp) {
  auto busy = spec("echo up; while :; do :; done");
  busy.resources.memory_bytes = 256 << 20;
  busy.resources.cpu_millis = 500;
  ASSERT_TRUE(runtime_->ensure(key(), {busy}));
  ASSERT_TRUE(wait_for_log("up"));
  std::int64_t first = -1;
  wait_until("its use of the processor to grow", [&] {
    const auto samples = runtime_->sample(key());
    if (!samples || samples->size() != 1 || !(*samples)[0].cpu_usage_us) return false;
    if (first < 0) first = *(*samples)[0].cpu_usage_us;
    EXPECT_EQ((*samples)[0].memory_limit_bytes, 256 << 20);
    EXPECT_GT((*samples)[0].memory_bytes.value_or(0), 0);
    EXPECT_EQ((*samples)[0].network_in_bytes, 0);
    return *(*samples)[0].cpu_usage_us > first + 10'000;
  });
}

TEST_F(Doors, ProgressAndScalarsAreStreams) {
  ASSERT_EQ(run(spec("echo '{\"step\":1}' >> $MILLRACE_PROGRESS; mkdir /work/output/tensorboard; "
                     "printf abc > /work/output/tensorboard/events.out.tfevents.1; "
                     "mkdir -p /work/output/checkpoints/step-1; echo w > "
                     "/work/output/checkpoints/step-1/w.bin; "
                     "touch /work/output/checkpoints/step-1/.complete"))
                .exit_code,
            0);
  const auto progress = runtime_->read(key(), 0, Stream::kProgress, "", 1000);
  EXPECT_EQ(progress->bytes, "{\"step\":1}\n");
  EXPECT_EQ(progress->end, Chunk::End::kEnd);
  const auto scalars = runtime_->read(key(), 0, Stream::kScalars, "", 1000);
  const auto records = parse_scalar_records(scalars->bytes);
  ASSERT_EQ(records->size(), 1u);
  EXPECT_EQ((*records)[0].bytes, "abc");
  EXPECT_EQ(*runtime_->newest_checkpoint("0run"), "/work/output/checkpoints/step-1");
}

TEST_F(Doors, LogRotatesAndIsFollowed) {
  auto talker = spec("for i in $(seq 30000); do echo line number $i of many; done");
  talker.log_bytes_max = 256 << 10;
  ASSERT_TRUE(runtime_->ensure(key(), {talker}));
  std::string followed, cursor;
  std::uint64_t skipped = 0;
  wait_until("its end", [&] {
    const auto chunk = runtime_->read(key(), 0, Stream::kLog, cursor, 10'000);
    if (!chunk) return false;
    followed += chunk->bytes;
    skipped += chunk->skipped_bytes;
    cursor = chunk->next;
    return chunk->end == Chunk::End::kEnd;
  });
  std::string whole;
  for (int i = 1; i <= 30000; ++i) whole += "line number " + std::to_string(i) + " of many\n";
  EXPECT_EQ(followed.size() + skipped, whole.size());
  EXPECT_TRUE(whole.ends_with(followed.substr(followed.size() - 1000)));
  EXPECT_EQ(log(0, "tail:2"), "line number 29999 of many\nline number 30000 of many\n");
  const std::string kept = log();
  EXPECT_LE(kept.size(), 256u << 10);
  EXPECT_TRUE(kept.starts_with("line number "));
  EXPECT_TRUE(whole.ends_with(kept));
}

}  // namespace
}  // namespace millrace::runtime
