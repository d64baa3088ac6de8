// NVIDIA's management library (NVML) behind CardProbe. Only functions and types of its stable
// interface are used, declared here: nothing of NVIDIA's is needed to build. See "NVML API
// Reference Guide".
#include <dlfcn.h>
#include <fmt/core.h>

#include <array>

#include "base/log.h"
#include "base/mutex.h"
#include "base/strings.h"
#include "metrics/card_probe.h"
#include "metrics/catalogue.h"

namespace millrace::metrics {
namespace {

using Status = int;
constexpr Status kSuccess = 0, kUninitialized = 1, kLost = 15;
using Device = struct NvmlDevice*;
struct Memory {
  unsigned long long total, free, used;
};
struct Utilization {
  unsigned int gpu, memory;
};
constexpr int kClockSm = 1, kClockMemory = 2, kSensorCore = 0, kPcieSent = 0, kPcieReceived = 1;
constexpr int kUncorrected = 1, kVolatile = 0;

struct Functions {
  Status (*init)();
  Status (*shutdown)();
  Status (*count)(unsigned int*);
  Status (*handle)(unsigned int, Device*);
  Status (*name)(Device, char*, unsigned int);
  Status (*uuid)(Device, char*, unsigned int);
  Status (*memory)(Device, Memory*);
  Status (*utilization)(Device, Utilization*);
  Status (*temperature)(Device, int, unsigned int*);
  Status (*power)(Device, unsigned int*);
  Status (*clock)(Device, int, unsigned int*);
  Status (*pcie)(Device, int, unsigned int*);
  Status (*ecc_errors)(Device, int, int, unsigned long long*);
  const char* (*words)(Status);
};

class Library {
 public:
  static std::unique_ptr<Library> open(const std::string& path) {
    void* handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) return nullptr;
    std::unique_ptr<Library> library(new Library(handle));
    return library->load() && library->call.init() == kSuccess ? std::move(library) : nullptr;
  }
  ~Library() {
    if (call.shutdown != nullptr) call.shutdown();
    ::dlclose(handle_);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  Functions call{};

 private:
  explicit Library(void* handle) : handle_(handle) {}
  template <class F>
  bool find(F& function, const char* name) {
    function = reinterpret_cast<F>(::dlsym(handle_, name));
    return function != nullptr;
  }
  bool load() {
    return find(call.init, "nvmlInit_v2") && find(call.shutdown, "nvmlShutdown") &&
           find(call.count, "nvmlDeviceGetCount_v2") &&
           find(call.handle, "nvmlDeviceGetHandleByIndex_v2") &&
           find(call.name, "nvmlDeviceGetName") && find(call.uuid, "nvmlDeviceGetUUID") &&
           find(call.memory, "nvmlDeviceGetMemoryInfo") &&
           find(call.utilization, "nvmlDeviceGetUtilizationRates") &&
           find(call.temperature, "nvmlDeviceGetTemperature") &&
           find(call.power, "nvmlDeviceGetPowerUsage") &&
           find(call.clock, "nvmlDeviceGetClockInfo") &&
           find(call.pcie, "nvmlDeviceGetPcieThroughput") &&
           find(call.ecc_errors, "nvmlDeviceGetTotalEccErrors") &&
           find(call.words, "nvmlErrorString");
  }

  void* handle_;
};

// Fills the values of one card; what the driver refuses is null with its words.
class CardReader {
 public:
  CardReader(const Functions& call, Device device, CardReading& reading)
      : call_(call), device_(device), reading_(reading) {}

  void read() {
    Utilization use{};
    Memory memory{};
    const Status used = call_.utilization(device_, &use), stored = call_.memory(device_, &memory);
    set("card_utilization", used, use.gpu);
    set("DCGM_FI_DEV_MEM_COPY_UTIL", used, use.memory);
    set("card_memory_bytes", stored, static_cast<double>(memory.used));
    set("card_memory_percent", stored,
        memory.total == 0
            ? 0
            : 100.0 * static_cast<double>(memory.used) / static_cast<double>(memory.total));
    number("card_temperature", 1,
           [&](unsigned int* n) { return call_.temperature(device_, kSensorCore, n); });
    number("card_power", 1e-3,
           [&](unsigned int* n) { return call_.power(device_, n); });  // of milliwatts
    number("DCGM_FI_DEV_SM_CLOCK", 1,
           [&](unsigned int* n) { return call_.clock(device_, kClockSm, n); });
    number("DCGM_FI_DEV_MEM_CLOCK", 1,
           [&](unsigned int* n) { return call_.clock(device_, kClockMemory, n); });
    number("DCGM_FI_PROF_PCIE_TX_BYTES", 1e3,
           [&](unsigned int* n) { return call_.pcie(device_, kPcieSent, n); });
    number("DCGM_FI_PROF_PCIE_RX_BYTES", 1e3,
           [&](unsigned int* n) { return call_.pcie(device_, kPcieReceived, n); });
    health(stored);
  }

 private:
  void set(std::string_view metric, Status status, double value) {
    for (CardValue& v : reading_.values) {
      if (v.metric != metric) continue;
      v.value.reset();
      v.reason.clear();
      if (status == kSuccess) v.value = value;
      else v.reason = fmt::format("the card's driver says: {}", call_.words(status));
    }
  }
  template <class F>
  void number(std::string_view metric, double scale, F&& ask) {
    unsigned int n = 0;
    const Status status = ask(&n);
    set(metric, status, n * scale);
  }
  // Not healthy: lost to the driver, or with memory errors since the driver was loaded that could
  // not be corrected. Cards without error counting are judged by the first alone.
  void health(Status answered) {
    unsigned long long errors = 0;
    const bool counted = call_.ecc_errors(device_, kUncorrected, kVolatile, &errors) == kSuccess;
    set("card_health", kSuccess, answered == kLost || (counted && errors > 0) ? 0 : 1);
  }

  const Functions& call_;
  Device device_;
  CardReading& reading_;
};

class NvmlProbe final : public CardProbe {
 public:
  explicit NvmlProbe(std::string path) : path_(std::move(path)) {}

  Result<std::vector<CardInfo>> discover() override {
    base::MutexLock lock(mutex_);
    std::vector<CardInfo> cards;
    TRY_ASSIGN(const unsigned int count, count_cards());
    for (unsigned int i = 0; i < count; ++i) {
      const Functions& call = library_->call;
      Device device = nullptr;
      std::array<char, 128> name{}, uuid{};
      Memory memory{};
      Status status = call.handle(i, &device);
      if (status == kSuccess) status = call.name(device, name.data(), name.size() - 1);
      if (status == kSuccess) status = call.uuid(device, uuid.data(), uuid.size() - 1);
      if (status == kSuccess) status = call.memory(device, &memory);
      if (status != kSuccess) {
        base::log(base::LogLevel::kWarning, "metrics", "a card does not answer and is left out",
                  {{"card", std::to_string(i)}, {"why", call.words(status)}});
        continue;
      }
      cards.push_back({i, base::to_valid_utf8(name.data()), static_cast<std::int64_t>(memory.total),
                       base::to_valid_utf8(uuid.data())});
    }
    return cards;
  }

  std::vector<CardReading> read() override {
    base::MutexLock lock(mutex_);
    std::vector<CardReading> readings;
    const auto count = count_cards();
    if (!count) return readings;
    for (unsigned int i = 0; i < *count; ++i) {
      CardReading& reading =
          readings.emplace_back(empty_reading(i, "needs DCGM, which this program does not use"));
      Device device = nullptr;
      if (const Status status = library_->call.handle(i, &device); status != kSuccess) {
        reading = empty_reading(
            i, fmt::format("the card's driver says: {}", library_->call.words(status)));
        for (CardValue& v : reading.values)
          if (v.metric == "card_health") v = {v.metric, 0.0, {}};
        continue;
      }
      CardReader(library_->call, device, reading).read();
    }
    return readings;
  }

 private:
  // Opens the library when it is first needed; a driver may be installed later.
  Result<unsigned int> count_cards() REQUIRES(mutex_) {
    if (!library_) library_ = Library::open(path_);
    if (!library_) return 0u;
    unsigned int count = 0;
    const Status status = library_->call.count(&count);
    if (status == kSuccess) return count;
    const std::string words = library_->call.words(status);
    if (status == kUninitialized || status == kLost) library_.reset();
    return fail(ErrorCode::kUnavailable,
                fmt::format("NVIDIA's driver does not count its cards: {}", words));
  }

  const std::string path_;
  base::Mutex mutex_;
  std::unique_ptr<Library> library_ GUARDED_BY(mutex_);
};

}  // namespace

std::unique_ptr<CardProbe> nvml_probe(const std::string& library) {
  return std::make_unique<NvmlProbe>(library);
}

CardReading empty_reading(std::int64_t index, const std::string& reason) {
  CardReading reading{index, {}};
  for (const Metric& metric : all_metrics())
    if (metric.source == Source::kCard)
      reading.values.push_back({metric.name, std::nullopt, reason});
  return reading;
}

}  // namespace millrace::metrics
