#include "rows/segment.h"

#include <algorithm>

namespace millrace::rows {
namespace {

constexpr std::string_view kBegin("MRROWS1\n", 8);
constexpr std::string_view kEnd("MREND1\n\0", 8);
constexpr std::size_t kFooter = 8 + 4 + 8;
constexpr std::size_t kIndexHead = 8 + 4 + 4;
constexpr std::size_t kIndexEntry = 8 + 4 + 4;
// A page is read out of one or two blocks: small enough to be quick, large enough to compress.
constexpr std::size_t kBlockBytes = std::size_t{64} << 10;
constexpr std::uint32_t kBlockRows = 512;
constexpr std::size_t kOnTheWay = 8;  // blocks that are not written yet, at most
// A helper that has so many to do is the slower one: the caller compresses the next block itself.
constexpr std::size_t kForHelper = 3;
constexpr std::size_t kMostBlock = std::size_t{256} << 20;  // one huge row
constexpr std::size_t kMostIndex = std::size_t{1} << 30;

Error damaged() {
  return fail(ErrorCode::kCorrupt, "a file of stored rows is damaged or incomplete");
}

}  // namespace

// One user waits for it; the helper's thread holds on to it, too.
struct SegmentWriter::Squeezed {
  std::string bytes;
  std::uint32_t rows = 0;
  base::Mutex mutex;
  base::CondVar changed;
  bool done GUARDED_BY(mutex) = false;
  std::string frame GUARDED_BY(mutex);
  Result<void> result GUARDED_BY(mutex);

  void squeeze(Squeezer& squeezer) {
    std::string out;
    auto squeezed = squeezer.append(bytes, out);
    const base::MutexLock lock(mutex);
    frame = std::move(out);
    result = std::move(squeezed);
    done = true;
    changed.notify_all();
  }
};

Result<SegmentWriter> SegmentWriter::create(io::FileSystem& files, const std::string& path,
                                            base::WorkerPool* helper) {
  TRY_ASSIGN(auto file, files.open(path, io::FileSystem::Open::kCreate, kReadByRuns));
  TRY(file->truncate(0));  // what an interrupted import left
  TRY(file->append(kBegin));
  SegmentWriter writer(std::move(file));
  writer.at_ = kBegin.size();
  writer.helper_ = helper;
  return writer;
}

Result<void> SegmentWriter::add(std::string_view data, std::string_view marks) {
  if (data.size() + marks.size() > kMostBlock / 2)
    return fail(ErrorCode::kInvalid, "a row is too large to be stored");
  put_u32(lengths_, static_cast<std::uint32_t>(data.size()));
  put_u32(lengths_, static_cast<std::uint32_t>(marks.size()));
  bytes_ += data;
  bytes_ += marks;
  ++block_rows_;
  ++rows_;
  return bytes_.size() >= kBlockBytes || block_rows_ == kBlockRows ? flush() : Result<void>();
}

Result<void> SegmentWriter::flush() {
  if (block_rows_ == 0) return {};
  auto block = std::make_shared<Squeezed>();
  block->bytes = std::move(lengths_);
  block->bytes += bytes_;
  block->rows = block_rows_;
  lengths_.clear();
  bytes_.clear();
  block_rows_ = 0;
  const bool may_hand_over = helper_ != nullptr && on_the_way_.size() < kForHelper;
  on_the_way_.push_back(block);
  const bool handed_over = may_hand_over && helper_->try_submit([block] {
    thread_local Squeezer squeezer;
    block->squeeze(squeezer);
  });
  if (!handed_over) block->squeeze(squeezer_);
  return write_done(kOnTheWay);
}

// In order; waits for the oldest while there are too many.
Result<void> SegmentWriter::write_done(std::size_t may_wait) {
  while (!on_the_way_.empty()) {
    Squeezed& block = *on_the_way_.front();
    {
      const base::MutexLock lock(block.mutex);
      if (!block.done && on_the_way_.size() <= may_wait) return {};
      while (!block.done) block.changed.wait(block.mutex);
      TRY(block.result);
      TRY(file_->append(block.frame));
      blocks_.push_back({at_, static_cast<std::uint32_t>(block.frame.size()), block.rows});
      at_ += block.frame.size();
    }
    on_the_way_.pop_front();
  }
  return {};
}

Result<void> SegmentWriter::seal(const json::Value& summary) {
  TRY(flush());
  TRY(write_done(0));
  const std::string words = json::dump(summary);
  std::string index;
  put_u64(index, static_cast<std::uint64_t>(rows_));
  put_u32(index, static_cast<std::uint32_t>(blocks_.size()));
  put_u32(index, static_cast<std::uint32_t>(words.size()));
  for (const Block& block : blocks_) {
    put_u64(index, block.offset);
    put_u32(index, block.size);
    put_u32(index, block.rows);
  }
  index += words;
  std::string tail;
  TRY(squeezer_.append(index, tail));
  const auto size = static_cast<std::uint32_t>(tail.size());
  put_u64(tail, at_);
  put_u32(tail, size);
  tail += kEnd;
  TRY(file_->append(tail));
  return file_->sync();
}

Result<std::shared_ptr<const Segment>> Segment::open(io::FileSystem& files,
                                                     const std::string& path) {
  auto segment = std::shared_ptr<Segment>(new Segment());
  TRY_ASSIGN(segment->file_, files.open(path, io::FileSystem::Open::kRead));
  TRY_ASSIGN(const std::uint64_t size, segment->file_->size());
  if (size < kBegin.size() + kFooter) return damaged();
  TRY_ASSIGN(const std::string footer, segment->file_->read_at(size - kFooter, kFooter));
  if (footer.size() != kFooter || !footer.ends_with(kEnd)) return damaged();
  const std::uint64_t at = get_u64(footer, 0);
  const std::uint32_t length = get_u32(footer, 8);
  if (at > size || at + length + kFooter != size) return damaged();
  TRY_ASSIGN(const std::string frame, segment->file_->read_at(at, length));
  TRY_ASSIGN(const std::string index, unsqueeze(frame, kMostIndex));
  segment->stored_bytes_ = size;
  TRY(segment->read_index(index));
  return std::shared_ptr<const Segment>(std::move(segment));
}

Result<void> Segment::read_index(const std::string& index) {
  if (index.size() < kIndexHead) return damaged();
  const std::uint64_t rows = get_u64(index, 0);
  const std::size_t count = get_u32(index, 8), words = get_u32(index, 12);
  if (index.size() != kIndexHead + count * kIndexEntry + words) return damaged();
  first_rows_.assign(1, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = kIndexHead + i * kIndexEntry;
    blocks_.push_back({get_u64(index, entry), get_u32(index, entry + 8)});
    first_rows_.push_back(first_rows_.back() + get_u32(index, entry + 12));
  }
  if (static_cast<std::uint64_t>(first_rows_.back()) != rows) return damaged();
  TRY_ASSIGN(summary_, json::parse(std::string_view(index).substr(index.size() - words)));
  return {};
}

Result<void> Segment::read(std::int64_t first, const Each& each) const {
  if (first < 0 || first >= rows()) return {};
  const auto found = std::upper_bound(first_rows_.begin(), first_rows_.end(), first);
  for (auto b = static_cast<std::size_t>(found - first_rows_.begin()) - 1; b < blocks_.size();
       ++b) {
    TRY_ASSIGN(const std::string frame, file_->read_at(blocks_[b].offset, blocks_[b].size));
    TRY_ASSIGN(const std::string block, unsqueeze(frame, 2 * kMostBlock));
    const auto rows = static_cast<std::size_t>(first_rows_[b + 1] - first_rows_[b]);
    std::size_t at = rows * 8;
    if (block.size() < at) return damaged();
    for (std::size_t i = 0; i < rows; ++i) {
      const std::size_t data = get_u32(block, i * 8), marks = get_u32(block, i * 8 + 4);
      if (block.size() - at < data + marks) return damaged();
      const std::int64_t index = first_rows_[b] + static_cast<std::int64_t>(i);
      const std::string_view bytes(block);
      if (index >= first) {
        TRY_ASSIGN(const Flow flow,
                   each(index, {bytes.substr(at, data), bytes.substr(at + data, marks)}));
        if (flow == Flow::kStop) return {};
      }
      at += data + marks;
    }
  }
  return {};
}

}  // namespace millrace::rows
