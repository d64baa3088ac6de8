#include "control/run_feeds.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "control/event_files.h"
#include "io/file_system.h"
#include "runtime/fake_runtime.h"
#include "scalars/event_stream.h"

namespace millrace::control {
namespace {

std::string events(std::int64_t from, std::int64_t to) {
  std::string out;
  for (std::int64_t step = from; step < to; ++step)
    out += scalars::frame_record(
        scalars::encode_scalar_event({.tag = "loss",
                                      .step = step,
                                      .wall_time = 1,
                                      .value = 1.0 / static_cast<double>(step + 1)}));
  return out;
}

TEST(EventFiles, AnyCutsAndRestartsGiveEveryPointOnce) {
  const std::string bytes = events(0, 20);
  for (std::size_t piece = 1; piece < 60; piece += 7) {
    std::vector<metrics::ScalarPoint> points;
    std::string carry;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      auto files = EventFiles::restore(carry);  // as after a restart, each time
      ASSERT_TRUE(files) << files.error().to_string();
      files->take(
          {"train/events.out.tfevents.1", static_cast<std::int64_t>(at), bytes.substr(at, piece)},
          points);
      carry = files->carry();
    }
    ASSERT_EQ(points.size(), 20u) << "pieces of " << piece;
    EXPECT_EQ(points[19].step, 19);
    EXPECT_EQ(points[0].tag, "train/loss");
  }
}

TEST(EventFiles, ADamagedFileEndsThereAndCarriesNothing) {
  std::string bytes = events(0, 3);
  bytes[bytes.size() / 3 + 2] = '\x7f';  // in the length of the second record
  std::vector<metrics::ScalarPoint> points;
  auto files = EventFiles::restore("");
  ASSERT_TRUE(files);
  files->take({"e.tfevents", 0, bytes}, points);
  files->take({"e.tfevents", static_cast<std::int64_t>(bytes.size()), events(3, 9)}, points);
  EXPECT_LT(points.size(), 3u);
  EXPECT_LT(files->carry().size(), 200u);
}

TEST(Progress, LinesBecomeReportAndPoints) {
  const auto line = parse_progress(R"({"step":3,"total_steps":9,"loss":0.5,"eta_s":12,"note":"x"})",
                                   base::from_unix_ms(7));
  ASSERT_TRUE(line);
  ASSERT_EQ(line->points.size(), 1u);
  EXPECT_EQ(line->points[0].tag, "loss");
  EXPECT_EQ(line->points[0].wall_ms, 7);
  EXPECT_EQ(line->report.int_or("total_steps", 0), 9);
  EXPECT_FALSE(parse_progress("no json", {}));
  EXPECT_FALSE(parse_progress(R"({"loss":1})", {}));
  EXPECT_FALSE(parse_progress("[1]", {}));
}

// The streams of one run as a job would have written them.
class WrittenRun final : public runtime::Runtime {
 public:
  Result<void> ensure(const runtime::AttemptKey&,
                      const std::vector<protocol::InstanceSpec>&) override {
    return {};
  }
  Result<void> ensure_gone(const runtime::AttemptKey&) override { return {}; }
  Result<void> forget(const runtime::AttemptKey&) override { return {}; }
  Result<runtime::Observation> observe() override { return runtime::Observation{}; }
  Result<runtime::Chunk> read(const runtime::AttemptKey& key, std::int64_t, runtime::Stream stream,
                              const std::string& cursor, std::size_t) override {
    const std::string& text = stream == runtime::Stream::kProgress ? lines[key.attempt] : files;
    const std::size_t from = cursor.empty() ? 0 : std::stoul(cursor);
    runtime::Chunk out{.next = std::to_string(text.size())};
    const std::string bytes = text.substr(std::min(from, text.size()));
    if (stream == runtime::Stream::kProgress || bytes.empty()) {
      out.bytes = bytes;
    } else {
      out.bytes = "{\"file\":\"e.tfevents\",\"offset\":" + std::to_string(from) +
                  ",\"size\":" + std::to_string(bytes.size()) + "}\n" + bytes;
    }
    return out;
  }
  Result<std::vector<runtime::InstanceSample>> sample(const runtime::AttemptKey&) override {
    return std::vector<runtime::InstanceSample>{};
  }
  Result<std::unique_ptr<runtime::Terminal>> open_terminal(const runtime::AttemptKey&, std::int64_t,
                                                           const std::vector<std::string>&, int,
                                                           int) override {
    return fail(ErrorCode::kUnavailable, "none");
  }
  Result<runtime::Endpoint> endpoint(const runtime::AttemptKey&, std::int64_t,
                                     const std::string&) override {
    return fail(ErrorCode::kNotFound, "none");
  }
  Result<runtime::NodeFacts> facts() override { return runtime::NodeFacts{}; }
  Result<std::string> newest_checkpoint(const std::string&) override { return std::string(); }

  std::map<std::int64_t, std::string> lines;  // by attempt
  std::string files;
};

TEST(RunFeeds, ReadsOnOverRestartsAndAttempts) {
  std::string folder = testing::TempDir() + "millrace-feeds-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  base::FakeClock clock;
  WrittenRun written;
  metrics::ScalarsStore store(folder + "/scalars.db", clock);
  resource::Run run;
  run.id = "0run";
  run.attempt = 1;
  run.instances.resize(1);
  written.lines[1] = "{\"step\":0,\"lr\":1}\n{\"step\":1,\"lr\":2}\n";
  written.files = events(0, 10);
  RunFeeds feeds(written, store);
  const auto progress = feeds.read(run, clock.now());
  ASSERT_TRUE(progress);
  EXPECT_EQ(progress->int_or("step", -1), 1);
  EXPECT_FALSE(feeds.read(run, clock.now()));  // nothing new
  run.attempt = 2;                             // resumed from step 5
  written.files += events(5, 8);
  RunFeeds another(written, store);  // another server
  another.read(run, clock.now());
  written.files += events(8, 9);
  another.read(run, clock.now());
  written.files += events(9, 12);
  RunFeeds third(written, store);  // and another: what the second attempt wrote stays the second's
  third.read(run, clock.now());
  EXPECT_EQ(store.position({"0run", 1, "tfevents"})->cursor,
            std::to_string((events(0, 10) + events(5, 8)).size()));
  const auto answer = store.query({.runs = {"0run"}, .tags = {"loss"}});
  ASSERT_TRUE(answer) << answer.error().to_string();
  ASSERT_EQ(answer->series.size(), 1u);
  EXPECT_EQ(answer->series[0].points.back().x, 11) << "the resumed attempt hides what it does over";
  const auto lr = store.query({.runs = {"0run"}, .tags = {"lr"}});
  ASSERT_TRUE(lr);
  EXPECT_EQ(lr->series.at(0).points.size(), 2u);
  EXPECT_TRUE(io::system_files().remove_tree(folder));
}

}  // namespace
}  // namespace millrace::control
