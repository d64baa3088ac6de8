#include <gtest/gtest.h>
#include <stdlib.h>

#include "metrics/card_probe.h"
#include "metrics/catalogue.h"

namespace millrace::metrics {
namespace {

class NvmlTest : public testing::Test {
 protected:
  void TearDown() override { ::unsetenv("FAKE_NVML"); }
  static void fake(const char* what) { ::setenv("FAKE_NVML", what, 1); }
  static CardValue value(const CardReading& reading, std::string_view metric) {
    for (const CardValue& v : reading.values)
      if (v.metric == metric) return v;
    ADD_FAILURE() << metric;
    return {};
  }
  std::unique_ptr<CardProbe> probe_ = nvml_probe(MILLRACE_FAKE_NVML);
};

TEST_F(NvmlTest, finds_cards_and_reads_them) {
  const auto cards = probe_->discover();
  ASSERT_EQ(cards->size(), 2u);
  EXPECT_EQ(cards->at(1).model, "NVIDIA H800");
  EXPECT_EQ(cards->at(1).uuid, "GPU-b");
  EXPECT_EQ(cards->at(1).memory_bytes, std::int64_t{80} << 30);
  const auto readings = probe_->read();
  ASSERT_EQ(readings.size(), 2u);
  EXPECT_EQ(value(readings[0], "card_utilization").value, 70);
  EXPECT_EQ(value(readings[1], "card_memory_bytes").value,
            static_cast<double>(std::int64_t{40} << 30));
  EXPECT_EQ(value(readings[1], "card_memory_percent").value, 50);
  EXPECT_EQ(value(readings[0], "card_temperature").value, 55);
  EXPECT_EQ(value(readings[0], "card_power").value, 412.5);
  EXPECT_EQ(value(readings[0], "card_health").value, 1);
  EXPECT_EQ(value(readings[0], "DCGM_FI_DEV_SM_CLOCK").value, 1'755);
  EXPECT_EQ(value(readings[0], "DCGM_FI_DEV_MEM_CLOCK").value, 2'619);
  EXPECT_EQ(value(readings[0], "DCGM_FI_DEV_MEM_COPY_UTIL").value, 15);
  EXPECT_EQ(value(readings[0], "DCGM_FI_PROF_PCIE_TX_BYTES").value, 100e3);
  EXPECT_FALSE(value(readings[0], "DCGM_FI_PROF_SM_ACTIVE").value);
  EXPECT_NE(value(readings[0], "DCGM_FI_PROF_SM_ACTIVE").reason.find("DCGM"), std::string::npos);
}

TEST_F(NvmlTest, every_card_metric_has_a_value_or_a_reason) {
  for (const CardReading& reading : probe_->read()) {
    std::size_t of_cards = 0;
    for (const Metric& m : all_metrics()) of_cards += m.source == Source::kCard ? 1 : 0;
    EXPECT_EQ(reading.values.size(), of_cards);
    for (const CardValue& v : reading.values)
      EXPECT_NE(v.value.has_value(), !v.reason.empty()) << v.metric;
  }
}

TEST_F(NvmlTest, a_lost_card_is_unhealthy_and_the_other_is_read) {
  fake("lost");
  const auto readings = probe_->read();
  ASSERT_EQ(readings.size(), 2u);
  EXPECT_EQ(value(readings[0], "card_utilization").value, 70);
  EXPECT_EQ(value(readings[1], "card_health").value, 0);
  EXPECT_EQ(value(readings[1], "card_utilization").reason, "the card's driver says: it is gone");
  EXPECT_EQ(probe_->discover()->size(), 1u);
}

TEST_F(NvmlTest, memory_errors_are_a_fault) {
  fake("ecc");
  const auto readings = probe_->read();
  EXPECT_EQ(value(readings[0], "card_health").value, 0);
  EXPECT_EQ(value(readings[1], "card_health").value, 1);  // does not count them
}

TEST_F(NvmlTest, without_library_or_driver_there_are_no_cards) {
  const auto none = nvml_probe("libmillrace-no-such.so.1");
  EXPECT_TRUE(none->discover()->empty());
  EXPECT_TRUE(none->read().empty());
  fake("no_driver");
  EXPECT_TRUE(probe_->discover()->empty());
  fake("");  // the driver comes up later
  EXPECT_EQ(probe_->discover()->size(), 2u);
}

}  // namespace
}  // namespace millrace::metrics
