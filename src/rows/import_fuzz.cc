// Whatever the file and the template: each row is taken in or left out with a reason, and what was
// taken in is read back. The first byte says which template, the second which kind of file.
#include <cstdint>

#include "base/check.h"
#include "io/fake_file_system.h"
#include "rows/import.h"
#include "rows/row_set.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millrace;
  if (size < 2) return 0;
  const auto templates = rows::all_templates();
  const rows::Template& of = *templates[data[0] % templates.size()];
  const auto kind = static_cast<text::FileKind>(data[1] % 4);
  io::FakeFileSystem files;
  CHECK(files.make_directories("/d").has_value());
  auto import = rows::RowImport::begin(files, of, {.segment = "/d/a.rows", .rejected = "/d/bad"});
  CHECK(import.has_value());
  auto reader =
      text::RowReader::open(text::read_from({reinterpret_cast<const char*>(data) + 2, size - 2}),
                            kind, {.max_row_bytes = 4096});
  if (!reader || !import->add(**reader)) return 0;
  CHECK(import->finish().has_value());
  for (const auto& rejected : import->rejected()) CHECK(!rejected.reason.empty());
  auto set = rows::RowSet::open(files, {.segments = {"/d/a.rows"}, .edits = "/d/edits"});
  CHECK(set.has_value());
  std::int64_t count = 0;
  CHECK((*set)
            ->scan(1,
                   [&](const rows::Row& row) -> Result<rows::Flow> {
                     CHECK(json::parse(row.data).has_value());
                     CHECK(row.data.find('\n') == std::string::npos);
                     ++count;
                     return rows::Flow::kGoOn;
                   })
            .has_value());
  CHECK(count == import->accepted());
  return 0;
}
