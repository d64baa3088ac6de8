// Whatever the bytes: rows with rising numbers and an end, or words.
#include <cstdint>

#include "base/check.h"
#include "rows/sheets/xlsx_rows.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millrace;
  auto file = rows::ZipFile::open_bytes({reinterpret_cast<const char*>(data), size});
  if (!file) return 0;
  auto reader = rows::open_xlsx(std::move(*file), {.max_shared_bytes = std::uint64_t{1} << 20,
                                                   .max_sheet_bytes = std::uint64_t{1} << 20,
                                                   .max_columns = 64,
                                                   .max_row_bytes = 4096});
  if (!reader) {
    CHECK(!reader.error().message.empty());
    return 0;
  }
  std::int64_t last = 0;
  for (;;) {
    const auto next = (*reader)->next();
    if (!next || !*next) return 0;
    const auto* row = std::get_if<text::Row>(&**next);
    const std::int64_t number = row != nullptr ? row->number : std::get<text::RowError>(**next).row;
    CHECK(number > last);
    last = number;
  }
}
