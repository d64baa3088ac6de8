#include "metrics/sampler.h"

#include <gtest/gtest.h>

#include <atomic>

#include "io/test_folder.h"

namespace millrace::metrics {
namespace {

constexpr std::int64_t kStart = 20'000LL * 86'400'000;

class FakeCards final : public CardProbe {
 public:
  Result<std::vector<CardInfo>> discover() override { return std::vector<CardInfo>{}; }
  std::vector<CardReading> read() override {
    ++reads;
    CardReading reading = empty_reading(3, "needs DCGM");
    for (CardValue& v : reading.values)
      if (v.metric == "card_utilization") v = {v.metric, 42.0, {}};
    return {reading};
  }
  std::atomic<int> reads = 0;
};

// Answers sample() with what the test says.
class SampledRuntime final : public runtime::Runtime {
 public:
  std::vector<runtime::InstanceSample> samples;
  Result<std::vector<runtime::InstanceSample>> sample(const runtime::AttemptKey&) override {
    if (samples.empty()) return fail(ErrorCode::kNotFound, "gone");
    return samples;
  }
  Result<void> ensure(const runtime::AttemptKey&,
                      const std::vector<protocol::InstanceSpec>&) override {
    return no();
  }
  Result<void> ensure_gone(const runtime::AttemptKey&) override { return no(); }
  Result<void> forget(const runtime::AttemptKey&) override { return no(); }
  Result<runtime::Observation> observe() override { return no(); }
  Result<runtime::Chunk> read(const runtime::AttemptKey&, std::int64_t, runtime::Stream,
                              const std::string&, std::size_t) override {
    return no();
  }
  Result<std::unique_ptr<runtime::Terminal>> open_terminal(const runtime::AttemptKey&, std::int64_t,
                                                           const std::vector<std::string>&, int,
                                                           int) override {
    return no();
  }
  Result<runtime::Endpoint> endpoint(const runtime::AttemptKey&, std::int64_t,
                                     const std::string&) override {
    return no();
  }
  Result<runtime::NodeFacts> facts() override { return no(); }
  Result<std::string> newest_checkpoint(const std::string&) override { return no(); }

 private:
  static Error no() { return fail(ErrorCode::kInternal, "not asked for"); }
};

class SamplerTest : public testing::Test {
 protected:
  Sampler::Parts parts() {
    return {*store_, runtime_, cards_, clock_,
            [this] { return std::vector<SampleTarget>{target_}; }};
  }
  runtime::InstanceSample& give(std::int64_t cpu_us) {
    runtime_.samples = {{}};
    runtime::InstanceSample& s = runtime_.samples[0];
    s.at_ms = base::unix_ms(clock_.now());
    s.cpu_usage_us = cpu_us;
    s.memory_bytes = 256 << 20;
    return s;
  }
  Series ask(const char* name, By by = By::kInstance) {
    const auto answer =
        store_->query({"run", {name}, kStart, kStart + 60'000, Step::kMinute, by, std::nullopt});
    EXPECT_TRUE(answer);
    return answer->series.at(0);
  }

  io::TestFolder folder_;
  base::FakeClock clock_{base::from_unix_ms(kStart)};
  std::unique_ptr<TimeSeriesStore> store_ = sqlite_series_store(folder_ / "m.db", clock_);
  SampledRuntime runtime_;
  FakeCards cards_;
  SampleTarget target_{{"run", 1}, kStart, {{0, 2'000, 1 << 30, {}}}};
};

TEST_F(SamplerTest, counters_become_rates_and_limits_percent) {
  Sampler sampler(parts());
  clock_.advance(base::Duration(10'000));
  give(5'000'000);  // half a core for 10 s
  sampler.scrape();
  clock_.advance(base::Duration(10'000));
  give(20'000'000).network_in_bytes = 0;
  sampler.scrape();
  EXPECT_DOUBLE_EQ(*ask("cpu_cores").points[0].value, 1.0);  // 20 core seconds in 20 s
  EXPECT_DOUBLE_EQ(*ask("cpu_percent").points[0].value, 50);
  EXPECT_DOUBLE_EQ(*ask("memory_percent").points[0].value, 25);
  EXPECT_EQ(ask("network_in").points[0].value, 0);
  EXPECT_EQ(ask("network_out").labels.at("reason"), "the instance has no network of its own");
  EXPECT_EQ(cards_.reads, 0);
}

TEST_F(SamplerTest, cards_are_read_for_the_instances_that_have_them) {
  target_.instances[0].cards = {3, 7};
  Sampler sampler(parts());
  clock_.advance(base::Duration(10'000));
  give(0);
  sampler.scrape();
  const auto cards = store_->query(
      {"run", {"card_utilization"}, kStart, 0, Step::kMinute, By::kCard, std::nullopt});
  ASSERT_EQ(cards->series.size(), 2u);
  EXPECT_EQ(cards->series[0].points[0].value, 42);
  EXPECT_NE(cards->series[1].labels.at("reason").find("declared"), std::string::npos);
  EXPECT_EQ(ask("DCGM_FI_PROF_SM_ACTIVE", By::kJob).labels.at("reason"), "needs DCGM");
}

TEST_F(SamplerTest, what_cannot_be_sampled_is_passed_over) {
  Sampler sampler(parts());
  sampler.scrape();  // the runtime knows no such attempt
  target_.instances.clear();
  give(1);
  sampler.scrape();  // an instance nobody asked for
  EXPECT_FALSE(ask("cpu_cores").summary.max);
}

TEST_F(SamplerTest, the_thread_starts_and_stops_any_number_of_times) {
  target_.instances[0].cards = {3};
  give(1);
  Sampler sampler(parts(), base::Duration(1));
  for (int round = 1; round <= 3; ++round) {
    sampler.start();
    sampler.start();
    while (cards_.reads < round) clock_.advance(base::Duration(1));
    sampler.stop();
    sampler.stop();
  }
  const int seen = cards_.reads;
  give(2);
  EXPECT_EQ(cards_.reads, seen);
}

}  // namespace
}  // namespace millrace::metrics
