#include "clean/dedup/slots.h"

#include <cstring>

namespace millrace::clean {
namespace {
constexpr std::size_t kMostOpen = 200;  // then all are closed
}  // namespace

std::span<const std::uint8_t> SlotReader::Slot::signature() const {
  return std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size())
      .subspan(sizeof(RowPlace));
}

Result<io::File*> SlotReader::file(std::size_t shard, std::string_view suffix) {
  const std::string path = work_.path_of(task_of_(shard), suffix);
  const auto found = open_.find(path);
  if (found != open_.end()) return found->second.get();
  if (open_.size() >= kMostOpen) open_.clear();
  TRY_ASSIGN(auto opened, work_.files().open(path, io::FileSystem::Open::kRead));
  return open_.emplace(path, std::move(opened)).first->second.get();
}

Result<SlotReader::Slot> SlotReader::read(SlotId id) {
  TRY_ASSIGN(io::File* const slots, file(id.shard(), "slots"));
  Slot slot;
  TRY_ASSIGN(slot.bytes, slots->read_at(id.slot() * record_bytes_, record_bytes_));
  if (slot.bytes.size() != record_bytes_)
    return fail(ErrorCode::kCorrupt, "a file of sketches is shorter than it was");
  std::memcpy(&slot.place, slot.bytes.data(), sizeof slot.place);
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
