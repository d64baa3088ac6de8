#include "metrics/series_store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>

#include "base/thread.h"
#include "io/file_system.h"
#include "io/test_folder.h"

namespace millrace::metrics {
namespace {

constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr std::int64_t kStart = 20'000 * kDay;  // a midnight

class SeriesStoreTest : public testing::Test {
 protected:
  SeriesStoreTest() { open(); }
  void open(KeptDays kept = {}) {
    store_.reset();
    store_ = sqlite_series_store(folder_ / "metrics.db", clock_, kept);
  }
  void to(std::int64_t at_ms) {
    clock_.advance(base::Duration(at_ms - base::unix_ms(clock_.now())));
  }
  static Sample sample(const char* metric, std::int64_t at, double value, std::int64_t instance = 0,
                       std::int64_t card = -1) {
    return {{"run", instance, card, metric}, 1, 0, at, value, {}};
  }
  void add(Sample s) {
    if (s.at_ms > base::unix_ms(clock_.now())) to(s.at_ms);
    ASSERT_TRUE(store_->append({s}));
  }
  SeriesQuery ask(const char* metric, By by = By::kJob, Step step = Step::kMinute,
                  std::int64_t from = kStart, std::int64_t until = 0) {
    SeriesQuery q{"run", {metric}, from, until, step, by, std::nullopt};
    if (until == 0) q.to_ms = base::unix_ms(clock_.now()) + 1;
    return q;
  }
  Series one(const SeriesQuery& q) {
    const auto answer = store_->query(q);
    EXPECT_TRUE(answer) << answer.error().to_string();
    EXPECT_EQ(answer->series.size(), 1u);
    return answer->series.at(0);
  }

  io::TestFolder folder_;
  base::FakeClock clock_{base::from_unix_ms(kStart)};
  std::unique_ptr<TimeSeriesStore> store_;
};

TEST_F(SeriesStoreTest, gauges_are_means_of_their_minute_and_null_where_nothing_was) {
  add(sample("memory_bytes", kStart + 1'000, 100));
  add(sample("memory_bytes", kStart + 11'000, 300));
  add(sample("memory_bytes", kStart + 3 * kMinute, 50));
  const Series s = one(ask("memory_bytes"));
  ASSERT_EQ(s.points.size(), 4u);
  EXPECT_EQ(s.points[0].x, kStart);
  EXPECT_EQ(s.points[0].value, 200);
  EXPECT_FALSE(s.points[1].value || s.points[2].value);
  EXPECT_EQ(s.points[3].value, 50);
  EXPECT_EQ(s.summary.max, 200);
  EXPECT_EQ(s.summary.min, 50);
  EXPECT_EQ(s.summary.mean, 125);
  EXPECT_EQ(s.summary.median, 125);
  EXPECT_EQ(s.summary.p75, 162.5);
  EXPECT_EQ(s.stat, "sum");
  EXPECT_FALSE(s.labels.contains("reason"));
}

TEST_F(SeriesStoreTest, counters_become_rates_and_begin_anew_with_each_attempt) {
  Sample s = sample("network_in", kStart + 10'000, 1'000);
  s.attempt_started_ms = kStart;  // from zero: 1,000 bytes in 10 s
  add(s);
  EXPECT_EQ(one(ask("network_in")).points[0].value, 100);
  s.at_ms += 10'000;
  s.value = 4'000;
  add(s);
  EXPECT_EQ(one(ask("network_in")).points[0].value, 200);
  s = sample("network_in", kStart + kMinute + 10'000, 500);  // the second attempt: less than before
  s.attempt = 2;
  s.attempt_started_ms = kStart + kMinute;
  add(s);
  const Series series = one(ask("network_in"));
  EXPECT_EQ(series.points[0].value, 200);
  EXPECT_EQ(series.points[1].value, 50);
}

TEST_F(SeriesStoreTest, a_counter_without_a_known_zero_waits_for_its_second_sample) {
  add(sample("disk_read", kStart + 1'000, 5'000));
  EXPECT_FALSE(one(ask("disk_read")).points[0].value);
  add(sample("disk_read", kStart + 11'000, 6'000));
  EXPECT_EQ(one(ask("disk_read")).points[0].value, 100);
}

TEST_F(SeriesStoreTest, a_counter_goes_on_over_a_restart_of_the_program) {
  add(sample("network_out", kStart + 1'000, 0));
  add(sample("network_out", kStart + 11'000, 1'000));
  open();
  add(sample("network_out", kStart + 21'000, 4'000));  // same minute: added up
  EXPECT_EQ(one(ask("network_out")).points[0].value, 200);
  open();
  add(sample("network_out", kStart + 121'000, 14'000));  // over a gap: the mean of the gap
  EXPECT_EQ(one(ask("network_out")).points[2].value, 100);
}

TEST_F(SeriesStoreTest, the_same_sample_twice_counts_once) {
  add(sample("memory_bytes", kStart + 1'000, 100));
  add(sample("memory_bytes", kStart + 2'000, 200));
  add(sample("memory_bytes", kStart + 1'000, 100));
  add(sample("memory_bytes", kStart + 2'000, 200));
  EXPECT_EQ(one(ask("memory_bytes")).points[0].value, 150);
}

TEST_F(SeriesStoreTest, goes_on_after_the_wall_clock_was_set_back) {
  add(sample("memory_bytes", kStart + 3 * kHour, 100));
  add(sample("memory_bytes", kStart + 1'000, 7));
  EXPECT_EQ(
      one(ask("memory_bytes", By::kJob, Step::kMinute, kStart, kStart + kMinute)).points[0].value,
      7);
}

TEST_F(SeriesStoreTest, jobs_average_rates_and_sum_amounts) {
  add(sample("cpu_cores", kStart, 0, 0));
  add(sample("cpu_cores", kStart, 0, 1));
  add(sample("cpu_cores", kStart + 10'000, 20e6, 0));  // 2 cores for 10 s
  add(sample("cpu_cores", kStart + 10'000, 40e6, 1));
  EXPECT_NEAR(*one(ask("cpu_cores")).points[0].value, 6, 1e-9);
  add(sample("memory_percent", kStart + 10'000, 20, 0));
  add(sample("memory_percent", kStart + 10'000, 40, 1));
  EXPECT_EQ(one(ask("memory_percent")).points[0].value, 30);
  EXPECT_EQ(one(ask("memory_percent")).stat, "avg");
  const auto each = store_->query(ask("memory_percent", By::kInstance));
  ASSERT_EQ(each->series.size(), 2u);
  EXPECT_EQ(each->series[1].labels.at("instance"), "1");
  EXPECT_EQ(each->series[1].points[0].value, 40);
}

TEST_F(SeriesStoreTest, cards_by_card_by_instance_and_by_job) {
  for (std::int64_t card = 0; card < 4; ++card) {
    add(sample("card_memory_bytes", kStart, 10.0 * static_cast<double>(card + 1), card / 2, card));
    add(sample("card_temperature", kStart, 40.0 + static_cast<double>(card), card / 2, card));
  }
  EXPECT_EQ(one(ask("card_memory_bytes")).points[0].value, 100);
  const auto instances = store_->query(ask("card_memory_bytes", By::kInstance));
  ASSERT_EQ(instances->series.size(), 2u);
  EXPECT_EQ(instances->series[0].points[0].value, 30);
  EXPECT_EQ(instances->series[0].stat, "sum");
  EXPECT_EQ(store_->query(ask("card_memory_bytes", By::kCard))->series.size(), 4u);
  const auto warm = store_->query(ask("card_temperature", By::kInstance));  // card by card
  ASSERT_EQ(warm->series.size(), 4u);
  EXPECT_EQ(warm->series[3].labels.at("card"), "3");
  EXPECT_EQ(store_->query(ask("card_temperature")).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(store_->query(ask("cpu_cores", By::kCard)).error().code, ErrorCode::kInvalid);
  SeriesQuery all = ask("cpu_cores", By::kCard);
  all.names.clear();
  const Answer shown = *store_->query(all);
  EXPECT_FALSE(shown.series.empty());
  for (const Series& s : shown.series) EXPECT_NE(s.name, "cpu_cores");
  SeriesQuery second = ask("card_memory_bytes", By::kCard);
  second.instance = 1;
  EXPECT_EQ(store_->query(second)->series.size(), 2u);
}

TEST_F(SeriesStoreTest, says_why_there_is_nothing) {
  Sample s = sample("DCGM_FI_PROF_SM_ACTIVE", kStart, 0, 0, 0);
  s.value.reset();
  s.reason = "needs DCGM";
  add(s);
  const Series of_card = one(ask("DCGM_FI_PROF_SM_ACTIVE", By::kCard));
  EXPECT_EQ(of_card.labels.at("reason"), "needs DCGM");
  EXPECT_EQ(one(ask("DCGM_FI_PROF_SM_ACTIVE")).labels.at("reason"), "needs DCGM");
  EXPECT_EQ(of_card.points.size(), 1u);
  EXPECT_FALSE(of_card.points[0].value || of_card.summary.max);
  EXPECT_EQ(one(ask("cpu_percent")).labels.at("reason"), "nothing was measured in this time");
  s.value = 0.5;
  s.at_ms += 10'000;
  add(s);
  EXPECT_FALSE(one(ask("DCGM_FI_PROF_SM_ACTIVE")).labels.contains("reason"));
}

TEST_F(SeriesStoreTest, long_and_wrong_spans_are_refused_with_words) {
  to(kStart + 40 * kDay);
  const auto code = [&](Step step, std::int64_t from, std::int64_t until) {
    const auto answer = store_->query(ask("cpu_cores", By::kJob, step, from, until));
    return answer ? std::string("ok") : answer.error().violations.at(0).reason;
  };
  EXPECT_EQ(code(Step::kMinute, kStart, kStart + kDay), "ok");
  EXPECT_NE(code(Step::kMinute, kStart, kStart + kDay + 1).find("1 day"), std::string::npos);
  EXPECT_EQ(code(Step::kHour, kStart, kStart + 7 * kDay), "ok");
  EXPECT_NE(code(Step::kHour, kStart, kStart + 7 * kDay + 1).find("7 days"), std::string::npos);
  EXPECT_EQ(code(Step::kDay, kStart, kStart + 31 * kDay), "ok");
  EXPECT_NE(code(Step::kDay, kStart, kStart + 31 * kDay + 1).find("31 days"), std::string::npos);
  EXPECT_NE(code(Step::kDay, kStart, kStart).find("before"), std::string::npos);
  EXPECT_NE(code(Step::kDay, -5, kStart), "ok");
  EXPECT_NE(code(Step::kMinute, INT64_MAX - 1, INT64_MAX), "ok");
  EXPECT_FALSE(parse_step("5m"));
  EXPECT_FALSE(parse_by("node"));
}

// One value a minute for `minutes`: what hours and days say must be what the minutes say.
class RollupTest : public SeriesStoreTest {
 protected:
  static double value(std::int64_t minute) {
    return 100 + 50 * std::sin(static_cast<double>(minute) / 37);
  }
  void fill(std::int64_t minutes) {
    std::vector<Sample> samples;
    for (std::int64_t m = 0; m < minutes; ++m)
      for (std::int64_t i = 0; i < 2; ++i)
        samples.push_back(sample("memory_bytes", kStart + m * kMinute, value(m + i), i));
    to(kStart + (minutes - 1) * kMinute);
    ASSERT_TRUE(store_->append(samples));
  }
  static double mean(std::int64_t from, std::int64_t to) {  // of the job: both instances
    double sum = 0;
    for (std::int64_t m = from; m < to; ++m) sum += value(m) + value(m + 1);
    return sum / static_cast<double>(to - from);
  }
};

TEST_F(RollupTest, hours_and_days_are_the_same_before_and_after_they_are_made) {
  fill(50 * 60);
  const SeriesQuery hours = ask("memory_bytes", By::kJob, Step::kHour);
  const SeriesQuery days = ask("memory_bytes", By::kInstance, Step::kDay);
  const Answer hours_before = *store_->query(hours), days_before = *store_->query(days);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(store_->maintain());
  open();
  EXPECT_EQ(to_json(*store_->query(hours)), to_json(hours_before));
  EXPECT_EQ(to_json(*store_->query(days)), to_json(days_before));
  ASSERT_EQ(hours_before.series[0].points.size(), 50u);
  EXPECT_NEAR(*hours_before.series[0].points[7].value, mean(7 * 60, 8 * 60), 1e-6);
  ASSERT_EQ(days_before.series.size(), 2u);
  ASSERT_EQ(days_before.series[0].points.size(), 3u);
}

TEST_F(RollupTest, summaries_of_hours_are_of_the_minutes) {
  fill(3 * 60);
  const Summary minutes = one(ask("memory_bytes")).summary;
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(store_->maintain());
  const Summary hours = one(ask("memory_bytes", By::kJob, Step::kHour)).summary;
  EXPECT_NEAR(*hours.max, *minutes.max, 1e-9);
  EXPECT_NEAR(*hours.min, *minutes.min, 1e-9);
  EXPECT_NEAR(*hours.mean, *minutes.mean, 1e-9);
  EXPECT_NEAR(*hours.median, *minutes.median,
              *minutes.median * 0.021);  // 1 %, and a rank's distance
  EXPECT_NEAR(*hours.p75, *minutes.p75, *minutes.p75 * 0.021);
}

TEST_F(RollupTest, old_rows_go_and_made_rows_stay) {
  fill(3 * 60);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(store_->maintain());
  to(kStart + 20 * kDay);
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(store_->maintain());
  EXPECT_FALSE(
      one(ask("memory_bytes", By::kJob, Step::kMinute, kStart, kStart + kHour)).summary.max);
  EXPECT_TRUE(one(ask("memory_bytes", By::kJob, Step::kHour, kStart, kStart + kDay)).summary.max);
  EXPECT_TRUE(one(ask("memory_bytes", By::kJob, Step::kDay, kStart, kStart + kDay)).summary.max);
  to(kStart + 500 * kDay);
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(store_->maintain());
  EXPECT_FALSE(one(ask("memory_bytes", By::kJob, Step::kDay, kStart, kStart + kDay)).summary.max);
}

TEST_F(RollupTest, rows_are_kept_as_long_as_was_asked) {
  open({.minutes = 30, .hours = 15, .days = 40});
  fill(3 * 60);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(store_->maintain());
  const auto kept = [&](Step step) {
    const auto until = step == Step::kMinute ? kStart + kHour : kStart + kDay;
    return one(ask("memory_bytes", By::kJob, step, kStart, until)).summary.max.has_value();
  };
  to(kStart + 20 * kDay);
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(store_->maintain());
  EXPECT_TRUE(kept(Step::kMinute));
  EXPECT_FALSE(kept(Step::kHour));
  EXPECT_TRUE(kept(Step::kDay));
  to(kStart + 42 * kDay);
  for (int i = 0; i < 60; ++i) ASSERT_TRUE(store_->maintain());
  EXPECT_FALSE(kept(Step::kMinute));
  EXPECT_FALSE(kept(Step::kDay));
}

TEST_F(RollupTest, a_forgotten_run_leaves_nothing_and_may_come_back) {
  fill(90);
  ASSERT_TRUE(store_->forget("run"));
  EXPECT_FALSE(one(ask("memory_bytes")).summary.max);
  add(sample("memory_bytes", kStart + 100 * kMinute, 5));
  EXPECT_EQ(one(ask("memory_bytes")).summary.max, 5);
}

TEST_F(SeriesStoreTest, a_broken_file_is_begun_anew_and_samples_go_on) {
  add(sample("memory_bytes", kStart, 5));
  store_.reset();
  ASSERT_TRUE(
      io::replace_file(io::system_files(), folder_ / "metrics.db", "this is no database, is it?"));
  open();
  add(sample("memory_bytes", kStart + 20'000, 9));
  EXPECT_EQ(one(ask("memory_bytes")).points[0].value, 9);
}

TEST_F(SeriesStoreTest, an_unknown_metric_is_refused_whole) {
  const auto done =
      store_->append({sample("memory_bytes", kStart, 5), sample("no_such", kStart, 5)});
  EXPECT_EQ(done.error().code, ErrorCode::kInvalid);
  EXPECT_FALSE(one(ask("memory_bytes")).summary.max);
}

TEST_F(SeriesStoreTest, scrapes_questions_and_upkeep_at_once) {
  to(kStart + 3 * kHour);
  std::atomic<int> failures = 0;
  {
    std::vector<base::Thread> threads;
    threads.emplace_back("scrape", [&] {
      for (std::int64_t i = 0; i < 100; ++i) {
        std::vector<Sample> scrape;
        for (std::int64_t n = 0; n < 4; ++n)
          scrape.push_back(sample("memory_bytes", kStart + i * 10'000, static_cast<double>(i), n));
        failures += store_->append(scrape) ? 0 : 1;
      }
    });
    threads.emplace_back("upkeep", [&] {
      for (int i = 0; i < 20; ++i) failures += store_->maintain() ? 0 : 1;
    });
    for (int r = 0; r < 2; ++r)
      threads.emplace_back("ask", [&] {
        for (int i = 0; i < 30; ++i)
          failures +=
              store_->query(ask("memory_bytes", By::kInstance, i % 2 ? Step::kHour : Step::kMinute))
                  ? 0
                  : 1;
      });
  }
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(one(ask("memory_bytes")).summary.max, 4 * (96 + 97 + 98 + 99) / 4.0);
}

}  // namespace
}  // namespace millrace::metrics
