// Counters of an engine, under the names that vLLM gives them. Values; no locking.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace millrace::infer {

class Histogram {
 public:
  explicit Histogram(std::span<const double> bounds);  // of seconds, ascending
  void add(Duration duration);
  // Prometheus' text lines, `labels` without braces.
  void write(std::string& out, std::string_view name, std::string_view labels) const;
  std::uint64_t count() const { return count_; }

 private:
  std::vector<double> bounds_;
  std::vector<std::uint64_t> buckets_;  // each holds what is above the bound before it
  std::uint64_t count_ = 0;
  double sum_ = 0;
};

struct EngineMetrics {
  EngineMetrics();
  std::size_t running = 0;  // sequences in blocks
  std::size_t waiting = 0;
  double kv_usage = 0;  // of all blocks, those that somebody refers to; 0 to 1
  std::int64_t preemptions = 0;
  std::int64_t prompt_tokens = 0;
  std::int64_t cached_tokens = 0;  // of prompt_tokens, those that were found
  std::int64_t generated_tokens = 0;
  std::int64_t steps = 0;
  std::array<std::int64_t, 4> finished{};  // by FinishReason
  Histogram first_token;                   // from submit() to the first token
  Histogram per_output_token;              // between tokens after the first, each request's mean
  Histogram end_to_end;
};

std::string prometheus_text(const EngineMetrics& metrics, std::string_view model_name);

}  // namespace millrace::infer
