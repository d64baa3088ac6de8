// Writes the Prometheus text format, version 0.0.4. One family after the other: begin(), then its
// values. Not thread-safe.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace millrace::metrics {

enum class FamilyType { kCounter, kGauge, kHistogram };
using Labels = std::vector<std::pair<std::string, std::string>>;

class Exposition {
 public:
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

  // `name` and label names must fit the format (CHECK): they are ours, not input.
  void begin(std::string_view name, std::string_view help, FamilyType type);
  void value(const Labels& labels, double value) { value_of("", labels, value); }
  // A histogram's lines: "_bucket" with le, "_sum", "_count".
  void value_of(std::string_view suffix, const Labels& labels, double value);
  std::string text() && { return std::move(text_); }

 private:
  std::string family_;
  std::string text_;
};

bool is_metric_name(std::string_view name);
bool is_label_name(std::string_view name);

}  // namespace millrace::metrics
