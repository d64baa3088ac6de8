// Sorts more records than fit into memory: runs are sorted and kept in scratch files, then merged.
// One thread's. The files are removed when the sorter goes.
#pragma once
#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <type_traits>
#include <vector>

#include "io/file_system.h"

namespace millrace::clean {

// Reads fixed-size records from a file, a block at a time.
template <class Record>
class RecordReader {
  static_assert(std::is_trivially_copyable_v<Record>);

 public:
  // `count` records from the byte `offset` on.
  RecordReader(std::unique_ptr<io::File> file, std::uint64_t offset, std::uint64_t count,
               std::size_t block_records = 4096)
      : file_(std::move(file)), offset_(offset), left_(count), block_records_(block_records) {}

  Result<std::optional<Record>> next() {
    if (at_ == block_.size()) {
      if (left_ == 0) return std::optional<Record>();
      const std::size_t count =
          static_cast<std::size_t>(std::min<std::uint64_t>(left_, block_records_));
      TRY_ASSIGN(const std::string bytes, file_->read_at(offset_, count * sizeof(Record)));
      if (bytes.size() != count * sizeof(Record))
        return fail(ErrorCode::kCorrupt, "a file of records is shorter than it was");
      block_.resize(count);
      std::memcpy(block_.data(), bytes.data(), bytes.size());
      offset_ += bytes.size();
      left_ -= count;
      at_ = 0;
    }
    return std::optional<Record>(block_[at_++]);
  }

 private:
  std::unique_ptr<io::File> file_;
  std::uint64_t offset_, left_;
  std::size_t block_records_;
  std::vector<Record> block_;
  std::size_t at_ = 0;
};

template <class Record>
std::string_view bytes_of(const std::vector<Record>& records) {
  return {reinterpret_cast<const char*>(records.data()), records.size() * sizeof(Record)};
}

template <class Record, class Less = std::less<Record>>
class ExternalSorter {
 public:
  // Runs are called `scratch`.0, .1, …; about `memory` bytes are used.
  ExternalSorter(io::FileSystem& files, std::string scratch, std::size_t memory)
      : files_(files),
        scratch_(std::move(scratch)),
        run_records_(std::max<std::size_t>(1024, memory / sizeof(Record))) {}
  ~ExternalSorter() {
    merge_ = {};
    for (std::size_t i = 0; i < runs_.size(); ++i) static_cast<void>(files_.remove(run_path(i)));
  }
  ExternalSorter(const ExternalSorter&) = delete;
  ExternalSorter& operator=(const ExternalSorter&) = delete;

  Result<void> add(const Record& record) {
    if (memory_.size() == run_records_) TRY(spill());
    if (memory_.size() == memory_.capacity())
      memory_.reserve(std::min(run_records_, std::max<std::size_t>(1024, 2 * memory_.size())));
    memory_.push_back(record);
    return {};
  }

  // No more add() after the first next(). Ascending; nullopt at the end.
  Result<std::optional<Record>> next() {
    if (!merging_) TRY(begin_merge());
    if (runs_.empty()) {
      if (at_ == memory_.size()) return std::optional<Record>();
      return std::optional<Record>(memory_[at_++]);
    }
    if (merge_.empty()) return std::optional<Record>();
    const Head head = merge_.top();
    merge_.pop();
    TRY(push_from(head.run));
    return std::optional<Record>(head.record);
  }

 private:
  struct Head {
    Record record;
    std::size_t run;
  };
  struct Later {
    bool operator()(const Head& a, const Head& b) const { return Less()(b.record, a.record); }
  };

  std::string run_path(std::size_t run) const { return scratch_ + "." + std::to_string(run); }

  Result<void> spill() {
    std::sort(memory_.begin(), memory_.end(), Less());
    const std::size_t run = runs_.size();
    runs_.push_back(memory_.size());
    TRY_ASSIGN(const auto file, files_.open(run_path(run), io::FileSystem::Open::kCreate));
    TRY(file->truncate(0));
    TRY(file->append(bytes_of(memory_)));
    memory_.clear();
    return {};
  }

  Result<void> begin_merge() {
    merging_ = true;
    if (runs_.empty()) {
      std::sort(memory_.begin(), memory_.end(), Less());
      return {};
    }
    TRY(spill());
    memory_ = {};
    // Each run's block is a share of what the records had.
    const std::size_t block = std::clamp<std::size_t>(run_records_ / runs_.size(), 64, 1U << 16);
    for (std::size_t run = 0; run < runs_.size(); ++run) {
      TRY_ASSIGN(auto file, files_.open(run_path(run), io::FileSystem::Open::kRead));
      readers_.push_back(
          std::make_unique<RecordReader<Record>>(std::move(file), 0, runs_[run], block));
      TRY(push_from(run));
    }
    return {};
  }

  Result<void> push_from(std::size_t run) {
    TRY_ASSIGN(const std::optional<Record> record, readers_[run]->next());
    if (record) merge_.push({*record, run});
    return {};
  }

  io::FileSystem& files_;
  std::string scratch_;
  std::size_t run_records_;
  std::vector<Record> memory_;
  std::size_t at_ = 0;
  bool merging_ = false;
  std::vector<std::size_t> runs_;  // records of each
  std::vector<std::unique_ptr<RecordReader<Record>>> readers_;
  std::priority_queue<Head, std::vector<Head>, Later> merge_;
};

}  // namespace millrace::clean
