#include "cli/log_stitch.h"

#include <algorithm>

namespace millrace::cli {

void LogStitch::reconnect() {
  skip_ = shown_;
  seeking_ = by_ == By::kOverlap && shown_ > 0;
  sought_.clear();
}

std::string LogStitch::take(std::string_view bytes) {
  if (seeking_) return seek(bytes);
  if (by_ == By::kCount && skip_ > 0) {
    const auto skipped = std::min<std::uint64_t>(skip_, bytes.size());
    skip_ -= skipped;
    bytes.remove_prefix(skipped);
  }
  remember(bytes);
  return std::string(bytes);
}

std::string LogStitch::seek(std::string_view bytes) {
  sought_ += bytes;
  const auto found = sought_.rfind(last_);
  if (found == std::string::npos && sought_.size() < kMostSought) return {};
  seeking_ = false;
  // Not found: the log has gone on so far that what lies between is lost to us.
  std::string fresh =
      found == std::string::npos ? std::move(sought_) : sought_.substr(found + last_.size());
  sought_.clear();
  remember(fresh);
  return fresh;
}

void LogStitch::remember(std::string_view shown) {
  shown_ += shown.size();
  last_ += shown;
  if (last_.size() > kRemembered) last_.erase(0, last_.size() - kRemembered);
}

}  // namespace millrace::cli
