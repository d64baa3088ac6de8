#include "uploads/upload_store.h"

#include <fmt/core.h>

#include "crypto/file_hash.h"

namespace millrace::uploads {
namespace {
// Runs of any user read an upload that is shown to them; on the way to it the folder lets nobody
// by.
constexpr std::uint32_t kMode = 0644;
}  // namespace

Result<void> UploadStore::create(const std::string& id) {
  TRY(files_.make_directories(folder_));
  TRY_ASSIGN(const auto file, files_.open(path(id), io::FileSystem::Open::kCreateNew, kMode));
  TRY(file->sync());
  return files_.sync_directory(folder_);
}

Result<std::uint64_t> UploadStore::offset(const std::string& id) {
  TRY_ASSIGN(const io::FileInfo info, files_.stat(path(id)));
  return info.size;
}

Result<std::unique_ptr<UploadStore::Writer>> UploadStore::begin_write(const std::string& id,
                                                                      std::uint64_t offset,
                                                                      std::uint64_t size) {
  {
    base::MutexLock lock(mutex_);
    if (!writing_.insert(id).second)
      return fail(ErrorCode::kConflict,
                  "another request is writing this upload; wait for it and ask for the offset");
  }
  auto file = files_.open(path(id), io::FileSystem::Open::kReadWrite);
  auto end = file ? (*file)->size() : Result<std::uint64_t>(file.error());
  if (!end || *end != offset) {
    end_write(id);
    if (!end) return end.error();
    return fail(ErrorCode::kConflict,
                fmt::format("Upload-Offset is {}, but the upload stands at {}", offset, *end));
  }
  return std::make_unique<Writer>(*this, id, std::move(*file), offset, size);
}

void UploadStore::end_write(const std::string& id) {
  base::MutexLock lock(mutex_);
  writing_.erase(id);
}

UploadStore::Writer::Writer(UploadStore& store, std::string id, std::unique_ptr<io::File> file,
                            std::uint64_t offset, std::uint64_t size)
    : store_(store), id_(std::move(id)), file_(std::move(file)), offset_(offset), size_(size) {}

UploadStore::Writer::~Writer() {
  store_.end_write(id_);
}

Result<void> UploadStore::Writer::append(std::string_view bytes) {
  if (bytes.size() > size_ - offset_)
    return fail(ErrorCode::kInvalid,
                fmt::format("the upload was announced with {} bytes; more have come", size_));
  TRY(file_->write_at(offset_, bytes));
  offset_ += bytes.size();
  return {};
}

Result<std::uint64_t> UploadStore::Writer::finish() {
  TRY(file_->sync());
  return offset_;
}

Result<void> UploadStore::verify(const std::string& id, const std::string& sha256) {
  TRY_ASSIGN(const auto file, files_.open(path(id), io::FileSystem::Open::kReadWrite));
  TRY_ASSIGN(const crypto::FileHash found, crypto::hash_file(*file));
  if (found.sha256 == sha256) return {};
  TRY(file->truncate(0));
  return base::invalid_field(
      "sha256",
      fmt::format("the bytes have SHA-256 {}, not the announced {}; the upload begins again at 0",
                  found.sha256, sha256));
}

Result<void> UploadStore::remove(const std::string& id) {
  return files_.remove_tree(path(id));
}

}  // namespace millrace::uploads
