// Bytes of resumable uploads on disk: <folder>/<id>, appended piece by piece, checked at the end
// against the promised SHA-256. The offset is the file's own length, so it survives anything.
// Thread-safe as long as one upload is written by one call at a time (begin_write keeps it so).
#pragma once
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/mutex.h"
#include "base/result.h"
#include "io/file_system.h"

namespace millrace::uploads {

class UploadStore {
 public:
  UploadStore(io::FileSystem& files, std::string folder)
      : files_(files), folder_(std::move(folder)) {}

  Result<void> create(const std::string& id);
  Result<std::uint64_t> offset(const std::string& id);

  // The right to append, of one caller at a time; kConflict when somebody else has it or `offset`
  // is not the present end.
  class Writer {
   public:
    ~Writer();
    Writer(UploadStore& store, std::string id, std::unique_ptr<io::File> file, std::uint64_t offset,
           std::uint64_t size);
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    // kInvalid beyond the promised size.
    Result<void> append(std::string_view bytes);
    Result<std::uint64_t> finish();  // durable; the new offset

   private:
    UploadStore& store_;
    std::string id_;
    std::unique_ptr<io::File> file_;
    std::uint64_t offset_, size_;
  };
  Result<std::unique_ptr<Writer>> begin_write(const std::string& id, std::uint64_t offset,
                                              std::uint64_t size);

  // Hash of everything; kInvalid with both hashes when it is not the promised one, and the bytes
  // are dropped so that the upload may begin again.
  Result<void> verify(const std::string& id, const std::string& sha256);
  std::string path(const std::string& id) const { return folder_ + "/" + id; }
  Result<void> remove(const std::string& id);

 private:
  friend class Writer;
  void end_write(const std::string& id);

  io::FileSystem& files_;
  std::string folder_;
  base::Mutex mutex_;
  std::set<std::string> writing_ GUARDED_BY(mutex_);
};

}  // namespace millrace::uploads
