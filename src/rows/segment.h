// Rows of one import in one file, written once and never changed: blocks of some hundred rows, each
// a checksummed zstd frame, and an index at the end. A file without its end is none: a cut of the
// power leaves no half segment. A writer is used by one thread; a Segment is thread-safe.
//
//   "MRROWS1\n"  block…  index frame  { u64 offset of the index, u32 its size, "MREND1\n\0" }
//   block: a frame of { u32 data bytes, u32 marks bytes } per row, then the bytes of all rows
//   index: u64 rows, u32 blocks, u32 bytes of the summary, { u64 offset, u32 size, u32 rows } each
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/worker_pool.h"
#include "io/file_system.h"
#include "json/value.h"
#include "rows/frame.h"

namespace millrace::rows {

// Views are good until the next row.
struct StoredRow {
  std::string_view data;   // the fields of its template, a JSON object on one line
  std::string_view marks;  // labels, tags, images: a JSON object; empty: none
};

enum class Flow { kGoOn, kStop };

class SegmentWriter {
 public:
  // With `helper` blocks are compressed on its threads, a few at a time; it outlives the writer.
  static Result<SegmentWriter> create(io::FileSystem& files, const std::string& path,
                                      base::WorkerPool* helper = nullptr);
  Result<void> add(std::string_view data, std::string_view marks);
  std::int64_t rows() const { return rows_; }
  // Durable when this returns. `summary` is the caller's, kept with the rows.
  Result<void> seal(const json::Value& summary);

 private:
  struct Block {
    std::uint64_t offset;
    std::uint32_t size, rows;
  };
  explicit SegmentWriter(std::unique_ptr<io::File> file) : file_(std::move(file)) {}
  // A block on its way: its frame is there once it is done.
  struct Squeezed;
  Result<void> flush();
  Result<void> write_done(std::size_t may_wait);  // so many blocks may be left on their way

  std::unique_ptr<io::File> file_;
  base::WorkerPool* helper_ = nullptr;
  std::deque<std::shared_ptr<Squeezed>> on_the_way_;
  Squeezer squeezer_;
  std::string lengths_, bytes_;
  std::vector<Block> blocks_;
  std::uint64_t at_ = 0;
  std::uint32_t block_rows_ = 0;
  std::int64_t rows_ = 0;
};

class Segment {
 public:
  // kCorrupt for what was not sealed.
  static Result<std::shared_ptr<const Segment>> open(io::FileSystem& files,
                                                     const std::string& path);
  std::int64_t rows() const { return first_rows_.back(); }
  const json::Value& summary() const { return summary_; }
  std::uint64_t stored_bytes() const { return stored_bytes_; }
  // Rows from index `first` (0 is the first) on, until `each` stops or there are no more.
  using Each = std::function<Result<Flow>(std::int64_t index, const StoredRow& row)>;
  Result<void> read(std::int64_t first, const Each& each) const;

 private:
  struct Block {
    std::uint64_t offset;
    std::uint32_t size;
  };
  Segment() = default;
  Result<void> read_index(const std::string& index);

  std::unique_ptr<io::File> file_;
  std::vector<Block> blocks_;
  std::vector<std::int64_t> first_rows_;  // of each block, and behind the last
  json::Value summary_;
  std::uint64_t stored_bytes_ = 0;
};

}  // namespace millrace::rows
