#include "metrics/catalogue.h"

#include <gtest/gtest.h>

#include <set>

#include "base/strings.h"

namespace millrace::metrics {
namespace {

TEST(Catalogue, every_row_is_whole_and_named_once) {
  std::set<std::string_view> names;
  for (const Metric& m : all_metrics()) {
    EXPECT_TRUE(names.insert(m.name).second) << m.name;
    EXPECT_FALSE(m.name_en.empty() || m.doc.empty()) << m.name;
    EXPECT_TRUE(base::is_utf8(m.name_zh) && !m.name_zh.empty()) << m.name;
    EXPECT_GT(m.scale, 0) << m.name;
    EXPECT_EQ(find_metric(m.name), &m);
  }
}

// The manual: use and rates are averaged, amounts are summed; three are of instances only.
TEST(Catalogue, follows_the_manual) {
  for (const char* name : {"cpu_cores", "memory_bytes", "card_memory_bytes"})
    EXPECT_EQ(find_metric(name)->job, JobValue::kSum) << name;
  for (const char* name :
       {"cpu_percent", "memory_percent", "network_in", "card_utilization", "DCGM_FI_DEV_SM_CLOCK"})
    EXPECT_EQ(find_metric(name)->job, JobValue::kMean) << name;
  for (const char* name : {"card_temperature", "card_power", "card_health"})
    EXPECT_EQ(find_metric(name)->job, JobValue::kNone) << name;
}

TEST(Catalogue, unknown_names_are_answered_with_the_known_ones) {
  const auto bad = metrics_of({"cpu_percent", "cpu_percents"});
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, ErrorCode::kInvalid);
  ASSERT_EQ(bad.error().violations.size(), 1u);
  EXPECT_NE(bad.error().violations[0].reason.find("card_power"), std::string::npos);
  EXPECT_EQ(metrics_of({})->size(), all_metrics().size());
  EXPECT_EQ(metrics_of({"cpu_percent", "cpu_percent"})->size(), 1u);
}

}  // namespace
}  // namespace millrace::metrics
