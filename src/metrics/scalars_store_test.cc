#include "metrics/scalars_store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <limits>

#include "base/thread.h"
#include "io/test_folder.h"
#include "metrics/downsample.h"

namespace millrace::metrics {
namespace {

class ScalarsTest : public testing::Test {
 protected:
  void open() { store_ = std::make_unique<ScalarsStore>(folder_ / "scalars.db", clock_); }
  ScalarsTest() { open(); }
  static std::vector<ScalarPoint> steps(const char* tag, std::int64_t from, std::int64_t to,
                                        double add = 0) {
    std::vector<ScalarPoint> points;
    for (std::int64_t s = from; s < to; ++s)
      points.push_back({tag, s, 1'000 * s, static_cast<double>(s) + add});
    return points;
  }
  Series one(const std::string& run, const std::string& tag) {
    const auto answer = store_->query({{run}, {tag}, 2'000});
    EXPECT_TRUE(answer);
    EXPECT_EQ(answer->series.size(), 1u);
    return answer->series.at(0);
  }

  io::TestFolder folder_;
  base::FakeClock clock_;
  std::unique_ptr<ScalarsStore> store_;
  const store::ScalarFeed feed_{"run", 1, "tfevents"};
};

TEST_F(ScalarsTest, a_piece_twice_counts_once_also_after_a_restart) {
  ASSERT_TRUE(
      store_->append(feed_, "", {"c1", std::string("half\0a record", 13)}, steps("loss", 0, 5)));
  open();
  EXPECT_EQ(store_->append(feed_, "", {"c1", ""}, steps("loss", 0, 5)).error().code,
            ErrorCode::kConflict);
  const auto position = store_->position(feed_);
  EXPECT_EQ(position->cursor, "c1");
  EXPECT_EQ(position->carry, std::string("half\0a record", 13));
  EXPECT_EQ(store_->append(feed_, "c1", {"c2", ""}, steps("loss", 5, 7))->kept, 2);
  const Series s = one("run", "loss");
  ASSERT_EQ(s.points.size(), 7u);
  EXPECT_EQ(s.points[6].x, 6);
  EXPECT_EQ(s.wall_ms[6], 6'000);
  EXPECT_EQ(store_->tags("run")->at(0).points, 7);
  EXPECT_EQ(store_->position({"run", 1, "progress/0"})->cursor, "");
}

TEST_F(ScalarsTest, a_resumed_attempt_hides_the_earlier_ones_from_its_first_step_on) {
  ASSERT_TRUE(store_->append(feed_, "", {"a", ""}, steps("loss", 0, 100)));
  ASSERT_TRUE(store_->append(feed_, "a", {"b", ""}, {{"eval", 20, 0, 1}, {"eval", 80, 0, 2}}));
  const store::ScalarFeed second{"run", 2, "tfevents"};
  ASSERT_TRUE(store_->append(second, "", {"a", ""}, steps("loss", 50, 60, 1'000)));
  const Series loss = one("run", "loss");
  ASSERT_EQ(loss.points.size(), 60u);
  EXPECT_EQ(loss.points[49].value, 49);
  EXPECT_EQ(loss.points[50].value, 1'050);
  const Series eval = one("run", "eval");  // step 80 was undone with the rest
  ASSERT_EQ(eval.points.size(), 1u);
  EXPECT_EQ(eval.points[0].x, 20);
  const store::ScalarFeed third{"run", 3, "tfevents"};  // begun from nothing
  ASSERT_TRUE(store_->append(third, "", {"a", ""}, steps("loss", 0, 3, 7)));
  EXPECT_EQ(one("run", "loss").points.size(), 3u);
}

TEST_F(ScalarsTest, runs_are_overlaid_and_limits_said) {
  for (int r = 0; r < 3; ++r)
    ASSERT_TRUE(
        store_->append({std::to_string(r), 1, "s"}, "", {"a", ""}, steps("loss", 0, 10, r)));
  const auto answer = store_->query({{"0", "1", "2", "unknown"}, {}, 100});
  ASSERT_EQ(answer->series.size(), 3u);
  EXPECT_EQ(answer->series[2].labels.at("run"), "2");
  EXPECT_EQ(store_->query({{}, {}, 100}).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(store_->query({std::vector<std::string>(21, "0"), {}, 100}).error().code,
            ErrorCode::kInvalid);
  EXPECT_EQ(store_->query({{"0"}, {}, 2}).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(store_->query({{"0"}, {}, 2'001}).error().code, ErrorCode::kInvalid);
}

TEST_F(ScalarsTest, what_is_no_number_is_kept_and_shown_as_null) {
  const double nan = std::numeric_limits<double>::quiet_NaN(),
               inf = std::numeric_limits<double>::infinity();
  ASSERT_TRUE(store_->append(feed_, "", {"a", ""},
                             {{"loss", 0, 0, 1}, {"loss", 1, 0, nan}, {"loss", 2, 0, inf}}));
  const Series s = one("run", "loss");
  ASSERT_EQ(s.points.size(), 3u);
  EXPECT_FALSE(s.points[1].value || s.points[2].value);
  EXPECT_EQ(s.summary.max, 1);
}

TEST_F(ScalarsTest, bad_tags_and_too_many_are_refused_and_counted) {
  std::vector<ScalarPoint> points{
      {"", 0, 0, 1}, {std::string(257, 'x'), 0, 0, 1}, {"\xff", 0, 0, 1}};
  for (std::size_t i = 0; i < ScalarsStore::kMostTags + 5; ++i)
    points.push_back({"t" + std::to_string(i), 0, 0, 1});
  const auto done = store_->append(feed_, "", {"a", ""}, points);
  EXPECT_EQ(done->refused, 8);
  EXPECT_EQ(done->kept, static_cast<std::int64_t>(ScalarsStore::kMostTags));
}

TEST_F(ScalarsTest, long_curves_come_back_short_with_their_ends_and_peaks) {
  auto points = steps("loss", 0, 50'000);
  for (ScalarPoint& p : points) p.value = std::sin(static_cast<double>(p.step) / 900);
  points[31'234].value = 100;
  ASSERT_TRUE(store_->append(feed_, "", {"a", ""}, points));
  const auto answer = store_->query({{"run"}, {}, 500});
  const Series& s = answer->series.at(0);
  EXPECT_EQ(s.points.size(), 500u);
  EXPECT_EQ(s.points.front().x, 0);
  EXPECT_EQ(s.points.back().x, 49'999);
  EXPECT_TRUE(
      std::any_of(s.points.begin(), s.points.end(), [](const Point& p) { return p.value == 100; }));
  EXPECT_EQ(s.summary.max, 100);
}

TEST_F(ScalarsTest, a_forgotten_run_is_gone) {
  ASSERT_TRUE(store_->append(feed_, "", {"a", ""}, steps("loss", 0, 5)));
  ASSERT_TRUE(store_->forget("run"));
  EXPECT_TRUE(store_->tags("run")->empty());
  EXPECT_EQ(store_->position(feed_)->cursor, "");
}

TEST_F(ScalarsTest, two_feeders_of_the_same_pieces_and_a_reader_at_once) {
  std::atomic<int> kept = 0, failures = 0;
  {
    std::vector<base::Thread> threads;
    for (int t = 0; t < 2; ++t)
      threads.emplace_back("feed", [&] {
        for (int i = 0; i < 40; ++i) {
          const auto done =
              store_->append(feed_, i == 0 ? "" : std::to_string(i), {std::to_string(i + 1), ""},
                             steps("loss", i * 10, i * 10 + 10));
          if (done) kept += static_cast<int>(done->kept);
          else if (done.error().code != ErrorCode::kConflict) ++failures;
        }
      });
    threads.emplace_back("ask", [&] {
      for (int i = 0; i < 40; ++i) failures += store_->query({{"run"}, {}, 100}) ? 0 : 1;
    });
  }
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(kept, 400);
  EXPECT_EQ(one("run", "loss").points.size(), 400u);
}

TEST(Downsample, keeps_what_is_not_finite_in_sight) {
  std::vector<double> x, y;
  for (int i = 0; i < 1'000; ++i) {
    x.push_back(i);
    y.push_back(i == 567 ? std::numeric_limits<double>::quiet_NaN() : 1.0 / (1 + i));
  }
  const auto picked = downsample(x, y, 50);
  EXPECT_EQ(picked.size(), 50u);
  EXPECT_TRUE(std::is_sorted(picked.begin(), picked.end()));
  EXPECT_TRUE(std::find(picked.begin(), picked.end(), 567u) != picked.end());
  EXPECT_EQ(downsample(x, std::vector<double>(1'000, NAN), 3).size(), 3u);
  EXPECT_EQ(downsample(std::vector<double>{1, 2}, std::vector<double>{1, 2}, 3).size(), 2u);
  EXPECT_TRUE(downsample({}, {}, 3).empty());
}

}  // namespace
}  // namespace millrace::metrics
