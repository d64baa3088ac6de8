// Bodies that are not held in memory: uploads into sinks, pulled streams, SSE followers, files.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <fstream>

#include "base/thread.h"
#include "io/test_folder.h"
#include "net/server.h"
#include "net/sse.h"
#include "net/stream_channel.h"
#include "net/test_peer.h"

namespace millrace::net {
namespace {

struct SinkRecord {
  base::Mutex mutex;
  base::CondVar changed;
  std::uint64_t bytes = 0;
  std::size_t largest = 0;
  int finished = 0;
  int destroyed = 0;
};

class RecordingSink final : public BodySink {
 public:
  explicit RecordingSink(SinkRecord& record) : record_(record) {}
  ~RecordingSink() override {
    base::MutexLock lock(record_.mutex);
    ++record_.destroyed;
    record_.changed.notify_all();
  }
  Result<void> write(std::string_view piece) override {
    base::MutexLock lock(record_.mutex);
    record_.bytes += piece.size();
    record_.largest = std::max(record_.largest, piece.size());
    record_.changed.notify_all();
    if (piece.starts_with("poison")) return fail(ErrorCode::kExhausted, "the disk is full");
    return {};
  }
  Result<Response> finish() override {
    base::MutexLock lock(record_.mutex);
    ++record_.finished;
    return Response::text(201, std::to_string(record_.bytes));
  }

 private:
  SinkRecord& record_;
};

class StreamTest : public testing::Test {
 protected:
  StreamTest() {
    options_.listen = {"127.0.0.1:0"};
    options_.worker_threads = 2;
  }
  void start() {
    server_ = std::make_unique<Server>(options_, base::system_clock(), base::system_rng());
    server_->route_upload(
        "PUT", "/upload",
        [this](const Request& r) -> Result<std::unique_ptr<BodySink>> {
          if (r.query_value("refuse") != nullptr) return fail(ErrorCode::kForbidden, "not yours");
          return std::unique_ptr<BodySink>(std::make_unique<RecordingSink>(record_));
        },
        {.max_body_bytes = std::size_t{1} << 30});
    server_->route("GET", "/events", [this](const Request&) {
      auto channel = std::make_shared<StreamChannel>(16 << 10);
      base::MutexLock lock(mutex_);
      channels_.push_back(channel);
      changed_.notify_all();
      return sse_response(channel_source(channel));
    });
    server_->route("GET", "/file", [this](const Request&) {
      Response response;
      response.body = FileBody{folder_ / "file"};
      return response;
    });
    server_->route("GET", "/ping", [](const Request&) { return Response::text(200, "pong"); });
    ASSERT_TRUE(server_->start().has_value());
    address_ = server_->addresses()[0];
  }
  void write_file(const std::string& bytes) {
    std::ofstream(folder_ / "file", std::ios::binary) << bytes;
  }
  std::string get(const std::string& path, const std::string& headers = "") {
    TestPeer peer(address_);
    peer.send("GET " + path + " HTTP/1.1\r\nHost: t\r\nConnection: close\r\n" + headers + "\r\n");
    return peer.read_to_end();
  }
  std::shared_ptr<StreamChannel> channel(std::size_t index) {
    base::MutexLock lock(mutex_);
    while (channels_.size() <= index) changed_.wait(mutex_);
    return channels_[index];
  }
  void ask_events(TestPeer& peer) { peer.send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n"); }

  io::TestFolder folder_;
  base::Mutex mutex_;
  base::CondVar changed_;
  std::vector<std::shared_ptr<StreamChannel>> channels_;
  SinkRecord record_;
  ServerOptions options_;
  std::string address_;
  std::unique_ptr<Server> server_;
};

TEST_F(StreamTest, UploadsArriveInPiecesWhateverTheirFraming) {
  start();
  const std::string part(700'000, 'u');
  TestPeer plain(address_);
  plain.send("PUT /upload HTTP/1.1\r\nHost: t\r\nContent-Length: 2100000\r\n\r\n");
  for (int i = 0; i < 3; ++i) plain.send(part);
  EXPECT_TRUE(plain.read_response().ends_with("\r\n\r\n2100000"));
  plain.send("PUT /upload HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 3; ++i) plain.send("aae60\r\n" + part + "\r\n");
  plain.send("0\r\n\r\n");
  EXPECT_TRUE(plain.read_response().ends_with("\r\n\r\n4200000"));
  EXPECT_LE(record_.largest, std::size_t{1} << 20);
  EXPECT_EQ(record_.finished, 2);
}

TEST_F(StreamTest, AnEmptyUploadIsFinished) {
  start();
  TestPeer peer(address_);
  peer.send("PUT /upload HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n");
  EXPECT_TRUE(peer.read_response().ends_with("\r\n\r\n0"));
}

TEST_F(StreamTest, ASinkThatFailsAnswersAtOnce) {
  start();
  TestPeer peer(address_);
  peer.send("PUT /upload HTTP/1.1\r\nHost: t\r\nContent-Length: 100000000\r\n\r\npoison" +
            std::string(600'000, 'x'));
  EXPECT_TRUE(peer.read_response().starts_with("HTTP/1.1 429"));
  TestPeer refused(address_);
  refused.send(
      "PUT /upload?refuse HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nExpect: "
      "100-continue\r\n\r\n");
  EXPECT_TRUE(refused.read_response().starts_with("HTTP/1.1 403"));
  TestPeer large(address_);
  large.send("PUT /upload HTTP/1.1\r\nHost: t\r\nContent-Length: 9999999999\r\n\r\n");
  EXPECT_TRUE(large.read_response().starts_with("HTTP/1.1 413"));
  EXPECT_EQ(record_.finished, 0);
}

TEST_F(StreamTest, ASinkIsDroppedWhenTheClientGoesAway) {
  start();
  {
    TestPeer peer(address_);
    peer.send("PUT /upload HTTP/1.1\r\nHost: t\r\nContent-Length: 100000000\r\n\r\n" +
              std::string(600'000, 'x'));
    base::MutexLock lock(record_.mutex);
    while (record_.bytes == 0) record_.changed.wait(record_.mutex);
  }
  base::MutexLock lock(record_.mutex);
  while (record_.destroyed == 0) record_.changed.wait(record_.mutex);
  EXPECT_EQ(record_.finished, 0);
}

TEST_F(StreamTest, EventsAreSentAsTheyCome) {
  start();
  TestPeer peer(address_);
  ask_events(peer);
  const auto events = channel(0);
  events->push(sse_text({.id = "1", .data = "one"}));
  EXPECT_NE(peer.read_containing("data: one\n\n").find("Transfer-Encoding: chunked"),
            std::string::npos);
  events->push(sse_text({.id = "2", .event = "x", .data = "two\nlines"}));
  peer.read_containing("id: 2\nevent: x\ndata: two\ndata: lines\n\n");
  events->finish();
  EXPECT_TRUE(peer.read_containing("0\r\n\r\n").ends_with("0\r\n\r\n"));
  peer.send("GET /ping HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_TRUE(peer.read_containing("pong").ends_with("pong"));
}

TEST_F(StreamTest, OldClientsGetAStreamThatEndsWithTheConnection) {
  start();
  TestPeer peer(address_);
  peer.send("GET /events HTTP/1.0\r\n\r\n");
  channel(0)->push("data: x\n\n");
  channel(0)->finish();
  EXPECT_TRUE(peer.read_to_end().ends_with("\r\n\r\ndata: x\n\n"));
}

TEST_F(StreamTest, AProducerLearnsThatItsFollowerHasGone) {
  start();
  {
    TestPeer peer(address_);
    ask_events(peer);
    channel(0)->push("data: x\n\n");
    peer.read_containing("data: x");
  }
  const auto events = channel(0);
  while (!events->gone()) EXPECT_TRUE(get("/ping").ends_with("pong"));
  EXPECT_EQ(events->push("y"), StreamChannel::Pushed::kGone);
}

TEST_F(StreamTest, DrainEndsStreams) {
  start();
  TestPeer peer(address_);
  ask_events(peer);
  channel(0)->push("data: x\n\n");
  peer.read_containing("data: x");
  server_->drain(base::Duration(60'000));
  EXPECT_TRUE(peer.read_to_end().ends_with("0\r\n\r\n"));
}

long resident_kib() {
  std::ifstream statm("/proc/self/statm");
  long size = 0, resident = 0;
  statm >> size >> resident;
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

TEST_F(StreamTest, AThousandFollowersAreCheapAndOneThatIsStuckIsCut) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  const rlimit all{files.rlim_max, files.rlim_max};
  setrlimit(RLIMIT_NOFILE, &all);
  // Longer than a slow machine takes for a round: those that read must not be cut.
  options_.write_timeout = base::Duration(2'000);
  start();
  constexpr std::size_t kFollowers = 1000;
  const long before = resident_kib();
  std::vector<std::unique_ptr<TestPeer>> peers;
  for (std::size_t i = 0; i < kFollowers; ++i) {
    peers.push_back(std::make_unique<TestPeer>(address_));
    ASSERT_GE(peers.back()->fd(), 0);
    ask_events(*peers.back());
  }
  channel(kFollowers - 1);
  const std::string event = sse_text({.data = std::string(1000, 'e')});
  // Everyone is fed; the first follower never reads, until it is cut.
  const auto stuck = channel(0);
  int rounds = 0;
  while (!stuck->gone()) {
    ++rounds;
    for (std::size_t i = 0; i < kFollowers; ++i) {
      const auto pushed = channel(i)->push(event);
      if (i > 0) {
        ASSERT_EQ(pushed, StreamChannel::Pushed::kTaken);
      }
    }
    for (int extra = 0; extra < 64; ++extra) stuck->push(event);
    for (std::size_t i = 1; i < kFollowers; ++i) {
      std::size_t seen = 0;
      peers[i]->read_until([&](std::string_view got) {
        seen = got.size();
        return got.ends_with("e\n\n\r\n");
      });
      ASSERT_FALSE(peers[i]->closed());
      ASSERT_GT(seen, event.size());
      peers[i]->forget();
    }
  }
  const long grown = resident_kib() - before;
  RecordProperty("bytes_per_follower", std::to_string(grown * 1024 / long{kFollowers}));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they pad each allocation
  EXPECT_LT(grown, static_cast<long>(kFollowers) * 64) << "KiB in all";
#endif
  EXPECT_EQ(server_->counters().cut_slow, 1u);
  EXPECT_GT(rounds, 0);
}

TEST_F(StreamTest, FilesAreSentWithRangesAndConditions) {
  std::string bytes;
  for (int i = 0; i < 300'000; ++i) bytes += static_cast<char>('a' + i % 26);
  write_file(bytes);
  start();
  const std::string whole = get("/file");
  const std::size_t body = whole.find("\r\n\r\n") + 4;
  EXPECT_EQ(whole.substr(body), bytes);
  const std::size_t tag = whole.find("ETag: ") + 6;
  const std::string etag = whole.substr(tag, whole.find('\r', tag) - tag);

  const std::string part = get("/file", "Range: bytes=10-19\r\n");
  EXPECT_TRUE(part.starts_with("HTTP/1.1 206"));
  EXPECT_NE(part.find("Content-Range: bytes 10-19/300000"), part.npos);
  EXPECT_TRUE(part.ends_with("\r\n\r\n" + bytes.substr(10, 10)));
  EXPECT_TRUE(
      get("/file", "Range: bytes=299990-\r\n").ends_with("\r\n\r\n" + bytes.substr(299'990)));
  EXPECT_TRUE(get("/file", "Range: bytes=-5\r\n").ends_with("\r\n\r\n" + bytes.substr(299'995)));
  EXPECT_TRUE(get("/file", "Range: bytes=300000-\r\n").starts_with("HTTP/1.1 416"));
  EXPECT_TRUE(get("/file", "Range: bytes=9-1\r\n").starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(get("/file", "If-None-Match: \"x\", " + etag + "\r\n").starts_with("HTTP/1.1 304"));
  EXPECT_TRUE(
      get("/file", "Range: bytes=0-1\r\nIf-Range: \"old\"\r\n").starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(get("/file", "If-Modified-Since: Fri, 31 Dec 2100 23:59:59 GMT\r\n")
                  .starts_with("HTTP/1.1 304"));
  unlink((folder_ / "file").c_str());
  EXPECT_TRUE(get("/file").starts_with("HTTP/1.1 404"));
}

TEST(Sse, SplitsLinesAndKeepsFieldsOnOneLine) {
  EXPECT_EQ(sse_text({.id = "a\nb", .event = "e", .data = "x\r\ny\rz\n"}),
            "id: a b\nevent: e\ndata: x\ndata: y\ndata: z\ndata: \n\n");
  EXPECT_EQ(sse_comment("alive"), ": alive\n\n");
}

}  // namespace
}  // namespace millrace::net
