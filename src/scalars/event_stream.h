// The scalars of one event file, given its bytes in order and in pieces of any size, as they are
// written. What is damaged is skipped or stops the stream; a truncated tail waits. One thread.
//
// A file is a sequence of TFRecords: length (8 bytes), its masked CRC-32C (4), data, the data's
// (4).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scalars/event.h"

namespace millrace::scalars {

class EventStream {
 public:
  // Records beyond this (images, graphs) are passed over without being held in memory.
  static constexpr std::uint64_t kMaxRecord = std::uint64_t{4} << 20;

  // `offset`: where the bytes to come begin in the file, a value of resume_offset() of before.
  explicit EventStream(std::uint64_t offset = 0) : taken_(offset) {}

  // Appends the scalars of all records that are complete now.
  void push(std::string_view bytes, std::vector<Scalar>& out);

  // Where another EventStream can go on: the end of the last record taken. Past the bytes seen so
  // far when the rest of a huge record is still to come.
  std::uint64_t resume_offset() const { return taken_; }

  // Forgets the bytes after resume_offset(); the next ones pushed begin there.
  void rewind() {
    held_ = {};
    skip_ = 0;
  }

  struct Damage {
    std::uint64_t skipped_records = 0;  // data with a wrong checksum, or no event inside
    // The length of a record is damaged: no later record can be found. All else is dropped.
    enum class Stream { kGoesOn, kStopped } stream = Stream::kGoesOn;
    std::uint64_t first_at = 0;  // offset of the first damaged record
    std::string words{};         // for people; empty: none
  };
  const Damage& damage() const { return damage_; }

 private:
  // Takes what is whole; the number of bytes done with.
  std::size_t take_records(std::string_view bytes, std::vector<Scalar>& out);
  // The first record of `bytes`: its size, or 0 when more bytes are needed or the stream stopped.
  // More than there are bytes: a huge one to skip.
  std::uint64_t take_record(std::string_view bytes, std::vector<Scalar>& out);
  void note_damage(std::string_view what);

  std::string held_;         // the beginning of a record
  std::uint64_t skip_ = 0;   // bytes of a huge record still to come
  std::uint64_t taken_ = 0;  // all before it is done
  Damage damage_{};
};

// A record as TFRecord bytes.
std::string frame_record(std::string_view data);

}  // namespace millrace::scalars
