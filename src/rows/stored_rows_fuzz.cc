// Damaged files of stored rows: whatever the bytes, reading a segment or an edit log ends with rows
// or with an error. The first byte says which of them, and whether the bytes are put into a frame,
// so that what lies behind its checksum is reached, too.
#include <cstdint>

#include "base/check.h"
#include "io/fake_file_system.h"
#include "rows/edit_log.h"
#include "rows/segment.h"

namespace {

using namespace millrace;

// A block of rows as the bytes have it, under an index that is whole and names it with `rows` rows.
std::string segment_of(std::string_view block, std::uint32_t rows) {
  rows::Squeezer squeezer;
  std::string file("MRROWS1\n"), index;
  CHECK(squeezer.append(block, file).has_value());
  const auto at = file.size();
  rows::put_u64(index, rows);
  rows::put_u32(index, 1);
  rows::put_u32(index, 2);
  rows::put_u64(index, 8);
  rows::put_u32(index, static_cast<std::uint32_t>(at - 8));
  rows::put_u32(index, rows);
  index += "{}";
  CHECK(squeezer.append(index, file).has_value());
  const auto size = static_cast<std::uint32_t>(file.size() - at);
  rows::put_u64(file, at);
  rows::put_u32(file, size);
  return file + std::string("MREND1\n\0", 8);
}

void read_segment(io::FileSystem& files) {
  const auto segment = rows::Segment::open(files, "/d/a");
  if (!segment) return;
  std::int64_t count = 0;
  const auto read = (*segment)->read(0, [&](std::int64_t index, const rows::StoredRow&) {
    CHECK(index == count++);
    return Result<rows::Flow>(rows::Flow::kGoOn);
  });
  CHECK(!read || count == (*segment)->rows());
}

// What is cut off once is cut off for good: the second opening sees the same records.
void read_edits(io::FileSystem& files) {
  std::int64_t first = 0, second = 0;
  const auto log = rows::EditLog::open(files, "/d/a", -1,
                                       [&](std::int64_t, const rows::EditRecord&) { ++first; });
  if (!log) return;
  const auto again = rows::EditLog::open(files, "/d/a", log->size(),
                                         [&](std::int64_t, const rows::EditRecord&) { ++second; });
  CHECK(again.has_value() && first == second);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 2, size - 2);
  const bool edits = (data[0] & 1) != 0, framed = (data[0] & 2) != 0;
  std::string bytes(rest);
  if (framed && edits) {
    std::string frame;
    rows::Squeezer squeezer;
    CHECK(squeezer.append(rest, frame).has_value());
    bytes.clear();
    rows::put_u32(bytes, static_cast<std::uint32_t>(frame.size()));
    bytes += frame;
  } else if (framed) {
    bytes = segment_of(rest, data[1]);
  }
  io::FakeFileSystem files;
  CHECK(files.make_directories("/d").has_value());
  CHECK(io::replace_file(files, "/d/a", bytes).has_value());
  edits ? read_edits(files) : read_segment(files);
  return 0;
}
