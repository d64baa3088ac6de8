// Accelerator cards of this machine: which there are, and what they do. Behind an interface, so
// that machines without cards can be tested as if they had some. Thread-safe.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::metrics {

struct CardInfo {
  std::int64_t index = 0;  // as the driver counts
  std::string model{};
  std::int64_t memory_bytes = 0;
  std::string uuid{};
};

struct CardValue {
  std::string_view metric{};  // of the catalogue
  std::optional<double> value{};
  std::string reason{};       // in words, where there is no value
};

struct CardReading {
  std::int64_t index = 0;
  std::vector<CardValue> values{};  // one for every card metric of the catalogue
};

class CardProbe {
 public:
  virtual ~CardProbe() = default;
  // Empty where there is no card or no driver; an error where there is a driver that fails.
  virtual Result<std::vector<CardInfo>> discover() = 0;
  virtual std::vector<CardReading> read() = 0;
};

// NVIDIA's management library, opened at run time: without it there are no cards. Another library
// with the same functions may be named for tests.
std::unique_ptr<CardProbe> nvml_probe(const std::string& library = "libnvidia-ml.so.1");

// A reading of which every value is missing for the same reason.
CardReading empty_reading(std::int64_t index, const std::string& reason);

}  // namespace millrace::metrics
