#include "infer/engine_metrics.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace millrace::infer {
namespace {

// vLLM's buckets, so that dashboards made for it work.
constexpr double kFirstToken[] = {0.001, 0.005, 0.01, 0.02,  0.04,  0.06,  0.08, 0.1,
                                  0.25,  0.5,   0.75, 1.0,   2.5,   5.0,   7.5,  10.0,
                                  20.0,  40.0,  80.0, 160.0, 640.0, 2560.0};
constexpr double kPerToken[] = {0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2,  0.3,  0.4, 0.5,
                                0.75, 1.0,   2.5,  5.0,   7.5, 10.0, 20.0, 40.0, 80.0};
constexpr double kEndToEnd[] = {0.3,  0.5,   0.8,   1.0,   1.5,   2.0,    2.5,
                                5.0,  10.0,  15.0,  20.0,  30.0,  40.0,   50.0,
                                60.0, 120.0, 240.0, 480.0, 960.0, 1920.0, 7680.0};
constexpr std::array<std::string_view, 4> kReasons{"stop", "length", "abort", "error"};

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

std::string escaped(std::string_view label) {
  std::string text;
  for (const char c : label) {
    if (c == '\\' || c == '"') text += '\\';
    text += c == '\n' ? ' ' : c;
  }
  return text;
}

void line(std::string& out, std::string_view name, std::string_view labels,
          std::string_view value) {
  out.append(name).append("{").append(labels).append("} ").append(value).append("\n");
}

void one(std::string& out, std::string_view kind, std::string_view name, std::string_view labels,
         double value) {
  out.append("# TYPE ").append(name).append(" ").append(kind).append("\n");
  line(out, name, labels, number(value));
}

}  // namespace

Histogram::Histogram(std::span<const double> bounds)
    : bounds_(bounds.begin(), bounds.end()), buckets_(bounds.size() + 1) {}

void Histogram::add(Duration duration) {
  const double seconds = static_cast<double>(duration.count()) / 1000;
  const auto bucket = std::ranges::lower_bound(bounds_, seconds) - bounds_.begin();
  ++buckets_[static_cast<std::size_t>(bucket)];
  ++count_;
  sum_ += seconds;
}

void Histogram::write(std::string& out, std::string_view name, std::string_view labels) const {
  out.append("# TYPE ").append(name).append(" histogram\n");
  std::uint64_t below = 0;
  for (std::size_t i = 0; i <= bounds_.size(); ++i) {
    below += buckets_[i];
    const std::string bound = i < bounds_.size() ? number(bounds_[i]) : "+Inf";
    line(out, std::string(name) + "_bucket", std::string(labels) + ",le=\"" + bound + "\"",
         std::to_string(below));
  }
  line(out, std::string(name) + "_sum", labels, number(sum_));
  line(out, std::string(name) + "_count", labels, std::to_string(count_));
}

EngineMetrics::EngineMetrics()
    : first_token(kFirstToken), per_output_token(kPerToken), end_to_end(kEndToEnd) {}

std::string prometheus_text(const EngineMetrics& metrics, std::string_view model_name) {
  const std::string labels = "model_name=\"" + escaped(model_name) + "\"";
  std::string out;
  const auto gauge = [&](std::string_view name, double value) {
    one(out, "gauge", name, labels, value);
  };
  const auto counter = [&](std::string_view name, std::int64_t value) {
    out.append("# TYPE ").append(name).append(" counter\n");
    line(out, name, labels, std::to_string(value));
  };
  gauge("vllm:num_requests_running", static_cast<double>(metrics.running));
  gauge("vllm:num_requests_waiting", static_cast<double>(metrics.waiting));
  gauge("vllm:kv_cache_usage_perc", metrics.kv_usage);
  counter("vllm:num_preemptions_total", metrics.preemptions);
  counter("vllm:prefix_cache_queries_total", metrics.prompt_tokens);
  counter("vllm:prefix_cache_hits_total", metrics.cached_tokens);
  counter("vllm:prompt_tokens_total", metrics.prompt_tokens);
  counter("vllm:generation_tokens_total", metrics.generated_tokens);
  out += "# TYPE vllm:request_success_total counter\n";
  for (std::size_t i = 0; i < kReasons.size(); ++i)
    line(out, "vllm:request_success_total",
         labels + ",finished_reason=\"" + std::string(kReasons[i]) + "\"",
         std::to_string(metrics.finished[i]));
  metrics.first_token.write(out, "vllm:time_to_first_token_seconds", labels);
  metrics.per_output_token.write(out, "vllm:request_time_per_output_token_seconds", labels);
  metrics.end_to_end.write(out, "vllm:e2e_request_latency_seconds", labels);
  return out;
}

}  // namespace millrace::infer
