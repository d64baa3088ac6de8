#include "metrics/catalogue.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace millrace::metrics {
namespace {

using enum Unit;
using enum MetricKind;
using enum JobValue;
using enum Source;

constexpr double kMicro = 1e-6;

constexpr std::array kMetrics{
    // What every instance has.
    Metric{"cpu_percent", "CPU使用率", "CPU use", kPercent, kCounter, kInstance, kMean, 1,
           "CPU time used, as a share of the cores given to the instance."},
    Metric{"cpu_cores", "CPU使用量", "CPU cores used", kCores, kCounter, kInstance, kSum, kMicro,
           "Cores really used: CPU seconds per second."},
    Metric{"memory_percent", "内存使用率", "Memory use", kPercent, kGauge, kInstance, kMean, 1,
           "Memory used, as a share of the instance's limit."},
    Metric{"memory_bytes", "内存使用量", "Memory used", kBytes, kGauge, kInstance, kSum, 1,
           "Memory used."},
    Metric{"network_in", "普通网络吞吐-接收", "Network received", kBytesPerSecond, kCounter,
           kInstance, kMean, 1, "Bytes per second received through the instance's network."},
    Metric{"network_out", "普通网络吞吐-发送", "Network sent", kBytesPerSecond, kCounter, kInstance,
           kMean, 1, "Bytes per second sent through the instance's network."},
    Metric{"disk_read", "磁盘读速率", "Disk read", kBytesPerSecond, kCounter, kInstance, kMean, 1,
           "Bytes per second read from disks."},
    Metric{"disk_write", "磁盘写速率", "Disk written", kBytesPerSecond, kCounter, kInstance, kMean,
           1, "Bytes per second written to disks."},
    // What every card has.
    Metric{"card_utilization", "GPU/NPU使用率", "Card use", kPercent, kGauge, kCard, kMean, 1,
           "Share of time in which the card had work. It says nothing of how much of the card was "
           "busy."},
    Metric{"card_memory_percent", "GPU/NPU显存使用率", "Card memory use", kPercent, kGauge, kCard,
           kMean, 1, "Card memory used, as a share of the card's memory."},
    Metric{"card_memory_bytes", "GPU/NPU显存使用量", "Card memory used", kBytes, kGauge, kCard,
           kSum, 1, "Card memory used."},
    Metric{"card_temperature", "GPU/NPU卡温度", "Card temperature", kCelsius, kGauge, kCard, kNone,
           1, "Temperature of the card."},
    Metric{"card_power", "GPU/NPU功耗", "Card power", kWatts, kGauge, kCard, kNone, 1,
           "Power drawn by the card."},
    Metric{"card_health", "卡健康状态", "Card health", kState, kGauge, kCard, kNone, 1,
           "1: healthy over the whole interval; 0: there was a fault in it."},
    // Fine-grained, under the names that NVIDIA's DCGM gives them.
    Metric{"DCGM_FI_DEV_SM_CLOCK", "GPU应用时钟频率", "SM clock", kMegahertz, kGauge, kCard, kMean,
           1, "Clock of the card's cores."},
    Metric{"DCGM_FI_DEV_MEM_CLOCK", "GPU显存应用时钟频率", "Memory clock", kMegahertz, kGauge,
           kCard, kMean, 1, "Clock of the card's memory."},
    Metric{"DCGM_FI_DEV_MEM_COPY_UTIL", "GPU显存带宽利用率", "Memory bandwidth use", kPercent,
           kGauge, kCard, kMean, 1, "Share of the memory's bandwidth in use."},
    Metric{
        "DCGM_FI_PROF_GR_ENGINE_ACTIVE", "GPU引擎活跃情况", "Engine active", kRatio, kGauge, kCard,
        kMean, 1,
        "Share of time in which the graphics or compute engine was active; mean of all engines."},
    Metric{"DCGM_FI_PROF_SM_ACTIVE", "GPU线程束活跃时间占比", "SM active", kRatio, kGauge, kCard,
           kMean, 1,
           "Share of time in which an SM had at least one warp; mean of all SMs. Below 0.5 the "
           "card is "
           "badly used, above 0.8 is needed for good use."},
    Metric{"DCGM_FI_PROF_SM_OCCUPANCY", "GPU线程束占用率", "SM occupancy", kRatio, kGauge, kCard,
           kMean, 1, "Warps resident on an SM, as a share of the most that fit; mean of all SMs."},
    Metric{"DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", "GPU张量通道活跃周期分数", "Tensor pipe active",
           kRatio, kGauge, kCard, kMean, 1, "Share of cycles in which the tensor pipe was active."},
    Metric{"DCGM_FI_PROF_DRAM_ACTIVE", "GPU显存拷贝活跃周期分数", "DRAM active", kRatio, kGauge,
           kCard, kMean, 1,
           "Share of cycles in which data moved to or from the card's memory; about 0.8 is the "
           "most in practice."},
    Metric{"DCGM_FI_PROF_PIPE_FP64_ACTIVE", "GPU FP64通道活跃周期分数", "FP64 pipe active", kRatio,
           kGauge, kCard, kMean, 1, "Share of cycles in which the FP64 pipe was active."},
    Metric{"DCGM_FI_PROF_PIPE_FP32_ACTIVE", "GPU FP32通道活跃周期分数", "FP32 pipe active", kRatio,
           kGauge, kCard, kMean, 1,
           "Share of cycles in which the FMA pipe (FP32 and integer) was active."},
    Metric{"DCGM_FI_PROF_PIPE_FP16_ACTIVE", "GPU FP16通道活跃周期分数", "FP16 pipe active", kRatio,
           kGauge, kCard, kMean, 1, "Share of cycles in which the FP16 pipe was active."},
    Metric{"DCGM_FI_PROF_PCIE_TX_BYTES", "GPU PCIe传输数据速率", "PCIe sent", kBytesPerSecond,
           kGauge, kCard, kMean, 1, "Bytes per second sent over PCIe, headers included."},
    Metric{"DCGM_FI_PROF_PCIE_RX_BYTES", "GPU PCIe接收数据速率", "PCIe received", kBytesPerSecond,
           kGauge, kCard, kMean, 1, "Bytes per second received over PCIe, headers included."},
    Metric{"DCGM_FI_PROF_NVLINK_TX_BYTES", "GPU NVLINK传输数据速率", "NVLink sent", kBytesPerSecond,
           kGauge, kCard, kMean, 1, "Bytes per second sent over NVLink, without headers."},
    Metric{"DCGM_FI_PROF_NVLINK_RX_BYTES", "GPU NVLINK接收数据速率", "NVLink received",
           kBytesPerSecond, kGauge, kCard, kMean, 1,
           "Bytes per second received over NVLink, without headers."},
};

constexpr std::string_view kUnitWords[] = {"percent", "cores", "bytes", "bytes/s", "celsius",
                                           "watts",   "MHz",   "ratio", "state"};

std::string known_names() {
  std::string names;
  for (const Metric& m : kMetrics) names += fmt::format("{}{}", names.empty() ? "" : ", ", m.name);
  return names;
}

}  // namespace

std::string_view word(Unit unit) { return kUnitWords[static_cast<std::size_t>(unit)]; }

std::span<const Metric> all_metrics() { return kMetrics; }

const Metric* find_metric(std::string_view name) {
  const auto found = std::find_if(kMetrics.begin(), kMetrics.end(),
                                  [&](const Metric& m) { return m.name == name; });
  return found == kMetrics.end() ? nullptr : &*found;
}

Result<std::vector<const Metric*>> metrics_of(const std::vector<std::string>& names) {
  std::vector<const Metric*> found;
  if (names.empty())
    for (const Metric& m : kMetrics) found.push_back(&m);
  for (const std::string& name : names) {
    const Metric* metric = find_metric(name);
    if (metric == nullptr)
      return base::invalid_field(
          "names", fmt::format("'{:.64}' is no metric; known are {}", name, known_names()));
    if (std::find(found.begin(), found.end(), metric) == found.end()) found.push_back(metric);
  }
  return found;
}

}  // namespace millrace::metrics
