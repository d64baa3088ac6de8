// Whatever the bytes and however they are cut: the same events, or a close code with words;
// messages within the limit.
#include <cstdint>

#include "base/check.h"
#include "net/websocket_frame.h"

namespace {

using namespace millrace::net;
constexpr std::size_t kLimit = 1000;

std::string read_all(std::string_view input, std::size_t step, WebSocketRole role) {
  WebSocketReader reader(role, kLimit);
  std::string pending;
  std::string events;
  while (true) {
    if (auto event = reader.next(pending)) {
      CHECK(event->message.data.size() <= kLimit && event->payload.size() <= 125);
      events +=
          std::to_string(static_cast<int>(event->kind)) + event->message.data + event->payload;
      continue;
    }
    if (reader.failure()) {
      CHECK(!reader.failure()->words.empty());
      return events + "!" + std::to_string(reader.failure()->code);
    }
    if (input.empty()) return events;
    pending += input.substr(0, step);
    input.remove_prefix(std::min(step, input.size()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  for (const auto role : {WebSocketRole::kServer, WebSocketRole::kClient})
    CHECK(read_all(input, size + 1, role) == read_all(input, 3, role));
  return 0;
}
