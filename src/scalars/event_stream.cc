#include "scalars/event_stream.h"

#include <algorithm>
#include <cstring>

#include "scalars/crc32c.h"

namespace millrace::scalars {
namespace {

constexpr std::uint64_t kHead = 12;  // length and its checksum
constexpr std::uint64_t kFoot = 4;
// No honest record is larger; a length beyond it is damage even if its checksum is right.
constexpr std::uint64_t kMaxLength = std::uint64_t{1} << 40;

template <class T>
T read_at(std::string_view bytes, std::uint64_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

template <class T>
void put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

std::string frame_record(std::string_view data) {
  std::string out;
  put(out, std::uint64_t{data.size()});
  put(out, masked_crc32c(out));
  out += data;
  put(out, masked_crc32c(data));
  return out;
}

void EventStream::note_damage(std::string_view what) {
  if (!damage_.words.empty()) return;
  damage_.first_at = taken_;
  damage_.words = std::string(what) + " at byte " + std::to_string(taken_);
}

std::uint64_t EventStream::take_record(std::string_view bytes, std::vector<Scalar>& out) {
  if (bytes.size() < kHead) return 0;
  const auto length = read_at<std::uint64_t>(bytes, 0);
  if (read_at<std::uint32_t>(bytes, 8) != masked_crc32c(bytes.substr(0, 8)) ||
      length > kMaxLength) {
    note_damage("the length of a record is damaged; all after it is lost");
    damage_.stream = Damage::Stream::kStopped;
    return 0;
  }
  const std::uint64_t size = kHead + length + kFoot;
  if (length > kMaxRecord) return size;
  if (bytes.size() < size) return 0;
  const std::string_view data = bytes.substr(kHead, length);
  if (read_at<std::uint32_t>(bytes, kHead + length) != masked_crc32c(data)) {
    note_damage("a record has a wrong checksum");
    ++damage_.skipped_records;
  } else if (!decode_event(data, out)) {
    note_damage("a record is no TensorBoard event");
    ++damage_.skipped_records;
  }
  return size;
}

std::size_t EventStream::take_records(std::string_view bytes, std::vector<Scalar>& out) {
  std::size_t done = 0;
  while (damage_.stream == Damage::Stream::kGoesOn && done < bytes.size()) {
    const auto rest = bytes.substr(done);
    if (skip_ > 0) {
      const auto gone = std::min<std::uint64_t>(skip_, rest.size());
      skip_ -= gone;
      done += gone;
      continue;
    }
    const std::uint64_t size = take_record(rest, out);
    if (size == 0) break;
    taken_ += size;
    if (size <= rest.size()) done += size;
    else skip_ = size;
  }
  return done;
}

void EventStream::push(std::string_view bytes, std::vector<Scalar>& out) {
  if (held_.empty()) {
    const std::size_t done = take_records(bytes, out);
    if (damage_.stream == Damage::Stream::kGoesOn) held_ = bytes.substr(done);
  } else {
    held_ += bytes;
    held_.erase(0, take_records(held_, out));
  }
  if (damage_.stream == Damage::Stream::kStopped) held_.clear();
}

}  // namespace millrace::scalars
