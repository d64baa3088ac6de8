// Slots of all shards, read one at a time; in memory as far as the caller's number goes. One
// thread's.
#pragma once
#include <cstring>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "clean/dedup/sketch_files.h"

namespace millrace::clean {

class SlotReader {
 public:
  // `task_of` is the task that made a shard's files.
  SlotReader(const WorkFolder& work, std::size_t signature_bytes,
             std::function<std::string(std::size_t shard)> task_of, std::size_t memory)
      : work_(work),
        record_bytes_(sizeof(RowPlace) + signature_bytes),
        task_of_(std::move(task_of)),
        memory_left_(memory) {}

  struct Slot {
    std::string_view bytes;  // the whole record; valid until the next read()
    RowPlace place() const {
      RowPlace at;
      std::memcpy(&at, bytes.data(), sizeof at);
      return at;
    }
  };
  static std::span<const std::uint8_t> signature_of(std::string_view record) {
    return std::span(reinterpret_cast<const std::uint8_t*>(record.data()), record.size())
        .subspan(sizeof(RowPlace));
  }
  std::size_t record_bytes() const { return record_bytes_; }
  Result<Slot> read(SlotId id);
  Result<std::uint64_t> count(std::size_t shard);  // slots of a shard
  // The row itself, from the shard's rows file.
  Result<std::string> row(SlotId id, const RowPlace& place);

 private:
  Result<io::File*> file(std::size_t shard, std::string_view suffix);
  Result<const std::string*> shard_in_memory(std::size_t shard);  // nullptr: there is no room

  const WorkFolder& work_;
  std::size_t record_bytes_;
  std::function<std::string(std::size_t)> task_of_;
  std::size_t memory_left_;
  struct Held {
    bool tried = false;
    std::unique_ptr<std::string> bytes;
  };
  std::vector<Held> held_;  // by shard
  std::string one_;
  std::unordered_map<std::string, std::unique_ptr<io::File>> open_;
};

}  // namespace millrace::clean
