// Whatever the bytes: an error with words, or a value that survives a round trip.
#include <cstdint>

#include "json/value.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millrace;
  const auto value = json::parse({reinterpret_cast<const char*>(data), size});
  if (!value) {
    CHECK(!value.error().message.empty());
    return 0;
  }
  const std::string text = json::dump_canonical(*value);
  const auto again = json::parse(text);
  CHECK(again.has_value());
  CHECK(json::dump_canonical(*again) == text);
  return 0;
}
