#include "metrics/counters.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/thread.h"

namespace millrace::metrics {
namespace {

TEST(Exposition, is_the_text_format_to_the_letter) {
  Exposition out;
  out.begin("a_total", "Back\\slash and\nline.", FamilyType::kCounter);
  out.value({{"path", "C:\\x\"y\nz"}, {"b", ""}}, 3);
  out.value({}, 0.5);
  out.begin("g", "", FamilyType::kGauge);
  out.value({{"k", "\xff"}}, std::numeric_limits<double>::infinity());
  out.value({}, std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(std::move(out).text(),
            "# HELP a_total Back\\\\slash and\\nline.\n# TYPE a_total counter\n"
            "a_total{path=\"C:\\\\x\\\"y\\nz\",b=\"\"} 3\na_total 0.5\n"
            "# HELP g \n# TYPE g gauge\ng{k=\"\xef\xbf\xbd\"} +Inf\ng NaN\n");
}

TEST(Exposition, names_are_checked) {
  EXPECT_TRUE(is_metric_name("a:b_1"));
  EXPECT_FALSE(is_metric_name("1a") || is_metric_name("") || is_metric_name("a-b"));
  EXPECT_FALSE(is_label_name("a:b"));
}

TEST(Counters, families_come_in_order_and_values_sorted) {
  Counters counters;
  auto& requests = counters.add_counter("requests_total", "Requests.", {"route", "status"});
  counters.add_gauge("queue_depth", "Waiting.", {"queue"}, [] {
    return std::vector<Counters::Level>{{{"writes"}, 4}};
  });
  counters.add_counter("commits_total", "Commits.", {}, [] {
    return std::vector<Counters::Level>{{{}, 7}};
  });
  requests.at({"/b", "200"}).add();
  requests.at({"/a", "200"}).add(2);
  requests.at({"/b", "200"}).add();
  EXPECT_EQ(
      counters.text(),
      "# HELP requests_total Requests.\n# TYPE requests_total counter\n"
      "requests_total{route=\"/a\",status=\"200\"} 2\nrequests_total{route=\"/b\",status=\"200\"} "
      "2\n"
      "# HELP queue_depth Waiting.\n# TYPE queue_depth gauge\nqueue_depth{queue=\"writes\"} 4\n"
      "# HELP commits_total Commits.\n# TYPE commits_total counter\ncommits_total 7\n");
}

TEST(Counters, histograms_add_up) {
  Counters counters;
  auto& family = counters.add_histogram("took_seconds", "Time.", {"route"}, {0.5, 1});
  for (const double v : {0.1, 0.5, 0.7, 3.0}) family.at({"/"}).observe(v);
  EXPECT_EQ(
      counters.text(),
      "# HELP took_seconds Time.\n# TYPE took_seconds histogram\n"
      "took_seconds_bucket{route=\"/\",le=\"0.5\"} 2\ntook_seconds_bucket{route=\"/\",le=\"1\"} 3\n"
      "took_seconds_bucket{route=\"/\",le=\"+Inf\"} 4\ntook_seconds_sum{route=\"/\"} 4.3\n"
      "took_seconds_count{route=\"/\"} 4\n");
}

TEST(Counters, label_values_from_outside_cannot_grow_without_end) {
  Counters counters;
  auto& family = counters.add_counter("x_total", "X.", {"who"});
  for (int i = 0; i < 5'000; ++i) family.at({std::to_string(i)}).add();
  const std::string text = counters.text();
  EXPECT_NE(text.find("x_total{who=\"other\"} 4000\n"), std::string::npos);
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 1'003);
  EXPECT_EQ(&family.at({"1"}), &family.at({"1"}));
}

TEST(Counters, are_counted_and_read_at_once) {
  Counters counters;
  auto& family = counters.add_counter("x_total", "X.", {"t"});
  auto& took = counters.add_histogram("t_seconds", "T.", {});
  {
    std::vector<base::Thread> threads;
    for (int t = 0; t < 3; ++t)
      threads.emplace_back("count", [&, t] {
        for (int i = 0; i < 1'000; ++i) {
          family.at({std::to_string(i % 7 + t)}).add();
          took.at({}).observe(0.01);
        }
      });
    threads.emplace_back("look", [&] {
      for (int i = 0; i < 20; ++i) EXPECT_FALSE(counters.text().empty());
    });
  }
  std::uint64_t sum = 0;
  for (int i = 0; i < 9; ++i) sum += family.at({std::to_string(i)}).value();
  EXPECT_EQ(sum, 3'000u);
  EXPECT_NE(counters.text().find("t_seconds_count 3000\n"), std::string::npos);
}

}  // namespace
}  // namespace millrace::metrics
