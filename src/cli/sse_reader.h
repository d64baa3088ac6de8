// Server-sent events out of a stream of pieces (the HTML standard, "9.2.6"). Pure; one user.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "net/sse.h"

namespace millrace::cli {

class SseReader {
 public:
  explicit SseReader(std::function<void(const net::SseEvent&)> on_event)
      : on_event_(std::move(on_event)) {}
  void feed(std::string_view bytes);

 private:
  void line(std::string_view text);

  std::function<void(const net::SseEvent&)> on_event_;
  std::string rest_;  // of a line that is not whole
  net::SseEvent event_{};
  bool has_data_ = false;
};

}  // namespace millrace::cli
