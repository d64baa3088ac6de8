// Whatever the file: rows and reasons with rising numbers, and an end.
#include <cstdint>

#include "base/check.h"
#include "text/formats/example_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millrace;
  text::ExampleReader::Options options;
  options.limits.max_row_bytes = 4096;
  auto reader = text::ExampleReader::open(
      text::read_from({reinterpret_cast<const char*>(data), size}), options);
  if (!reader) return 0;
  std::int64_t last = 0;
  while (true) {
    const auto next = reader->next();
    if (!next) {
      CHECK(!next.error().message.empty());
      return 0;
    }
    if (!*next) return 0;
    const auto* error = std::get_if<text::RowError>(&**next);
    if (error != nullptr) CHECK(!error->reason.empty());
    const std::int64_t row = error != nullptr ? error->row : std::get<text::Example>(**next).row;
    CHECK(row >= last && row >= 1);
    last = row;
  }
}
