#include "infer/stop_text.h"

#include <algorithm>
#include <utility>

namespace millrace::infer {

StopText::StopText(std::vector<std::string> stops) : stops_(std::move(stops)) {}

std::string StopText::push(std::string_view piece) {
  if (matched_) return {};
  held_ += piece;
  std::size_t end = std::string::npos, begin = 0;
  for (const std::string& stop : stops_) {
    const std::size_t at = held_.find(stop);
    if (at == std::string::npos) continue;
    const std::size_t its_end = at + stop.size();
    // Of those that end together the longest: it began first.
    if (its_end > end || (its_end == end && at >= begin)) continue;
    end = its_end;
    begin = at;
    matched_ = stop;
  }
  if (matched_) return std::exchange(held_, {}).substr(0, begin);
  std::size_t kept = 0;
  for (const std::string& stop : stops_) {
    std::size_t size = std::min(stop.size() - 1, held_.size());
    while (size > kept && !held_.ends_with(std::string_view(stop).substr(0, size))) --size;
    kept = std::max(kept, size);
  }
  std::string shown = held_.substr(0, held_.size() - kept);
  held_.erase(0, shown.size());
  return shown;
}

std::string StopText::finish() {
  return std::exchange(held_, {});
}

}  // namespace millrace::infer
