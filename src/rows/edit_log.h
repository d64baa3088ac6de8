// Changes of single rows, one record behind the other in a file that only grows: each has the whole
// row as it is from then on, who made it and when, and where the one before it of the same row
// lies. A record whose end never came is cut off. Used by one thread.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "io/file_system.h"
#include "json/value.h"
#include "rows/frame.h"

namespace millrace::rows {

struct EditRecord {
  std::int64_t row = 0;      // from 1
  std::int64_t version = 0;  // of the row, from 2: as imported it is 1
  std::string track{};       // "": the row itself; else the id of a second annotator
  std::string author{};      // user id
  std::string author_name{};
  std::int64_t at_ms = 0;
  enum class State { kKept, kRemoved } state = State::kKept;
  std::string data{}, marks{};    // as in StoredRow
  std::string category_before{};  // of its template, so that counts follow
  std::string category_after{};
  std::int64_t previous = -1;  // offset of the record before it; -1: none
};

class EditLog {
 public:
  // Records up to `end` bytes; -1: all, cutting off what is incomplete. An absent file has none.
  static Result<EditLog> open(io::FileSystem& files, const std::string& path, std::int64_t end,
                              const std::function<void(std::int64_t at, EditRecord)>& each);
  Result<EditRecord> read(std::int64_t at) const;
  // All of them, durable when this returns; their offsets.
  Result<std::vector<std::int64_t>> append(const std::vector<EditRecord>& records);
  std::int64_t size() const { return size_; }

 private:
  EditLog(io::FileSystem& files, std::string path) : files_(&files), path_(std::move(path)) {}
  io::FileSystem* files_;
  std::string path_;
  std::unique_ptr<io::File> file_;
  Squeezer squeezer_;
  std::int64_t size_ = 0;
};

}  // namespace millrace::rows
