// Slots of all shards, read one at a time. One thread's.
#pragma once
#include <span>
#include <string>
#include <unordered_map>

#include "clean/dedup/sketch_files.h"

namespace millrace::clean {

class SlotReader {
 public:
  // `task_of` is the task that made a shard's files.
  SlotReader(const WorkFolder& work, std::size_t signature_bytes,
             std::function<std::string(std::size_t shard)> task_of)
      : work_(work),
        record_bytes_(sizeof(RowPlace) + signature_bytes),
        task_of_(std::move(task_of)) {}

  struct Slot {
    RowPlace place;
    std::string bytes;  // the whole record
    std::span<const std::uint8_t> signature() const;
  };
  Result<Slot> read(SlotId id);
  Result<std::uint64_t> count(std::size_t shard);  // slots of a shard
  // The row itself, from the shard's rows file.
  Result<std::string> row(SlotId id, const RowPlace& place);

 private:
  Result<io::File*> file(std::size_t shard, std::string_view suffix);

  const WorkFolder& work_;
  std::size_t record_bytes_;
  std::function<std::string(std::size_t)> task_of_;
  std::unordered_map<std::string, std::unique_ptr<io::File>> open_;
};

}  // namespace millrace::clean
