#include "clean/dedup/slots.h"

namespace millrace::clean {
namespace {
constexpr std::size_t kMostOpen = 200;  // then all are closed
}  // namespace

Result<io::File*> SlotReader::file(std::size_t shard, std::string_view suffix) {
  const std::string path = work_.path_of(task_of_(shard), suffix);
  const auto found = open_.find(path);
  if (found != open_.end()) return found->second.get();
  if (open_.size() >= kMostOpen) open_.clear();
  TRY_ASSIGN(auto opened, work_.files().open(path, io::FileSystem::Open::kRead));
  return open_.emplace(path, std::move(opened)).first->second.get();
}

Result<const std::string*> SlotReader::shard_in_memory(std::size_t shard) {
  if (shard >= held_.size()) held_.resize(shard + 1);
  Held& held = held_[shard];
  if (!held.tried) {
    held.tried = true;
    TRY_ASSIGN(io::File* const slots, file(shard, "slots"));
    TRY_ASSIGN(const std::uint64_t bytes, slots->size());
    if (bytes <= memory_left_) {
      TRY_ASSIGN(std::string all, slots->read_at(0, static_cast<std::size_t>(bytes)));
      memory_left_ -= all.size();
      held.bytes = std::make_unique<std::string>(std::move(all));
    }
  }
  return held.bytes.get();
}

Result<SlotReader::Slot> SlotReader::read(SlotId id) {
  const std::uint64_t at = id.slot() * record_bytes_;
  TRY_ASSIGN(const std::string* const held, shard_in_memory(id.shard()));
  Slot slot;
  if (held != nullptr && at < held->size()) {
    slot.bytes = std::string_view(*held).substr(at, record_bytes_);
  } else if (held == nullptr) {
    TRY_ASSIGN(io::File* const slots, file(id.shard(), "slots"));
    TRY_ASSIGN(one_, slots->read_at(at, record_bytes_));
    slot.bytes = one_;
  }
  if (slot.bytes.size() != record_bytes_)
    return fail(ErrorCode::kCorrupt, "a file of sketches is shorter than it was");
  return slot;
}

Result<std::uint64_t> SlotReader::count(std::size_t shard) {
  TRY_ASSIGN(io::File* const slots, file(shard, "slots"));
  TRY_ASSIGN(const std::uint64_t bytes, slots->size());
  return bytes / record_bytes_;
}

Result<std::string> SlotReader::row(SlotId id, const RowPlace& place) {
  TRY_ASSIGN(io::File* const rows, file(id.shard(), "rows"));
  return rows->read_at(place.offset, static_cast<std::size_t>(place.bytes));
}

}  // namespace millrace::clean
