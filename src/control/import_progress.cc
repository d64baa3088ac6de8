#include "control/import_progress.h"

#include "domain/run_ops.h"
#include "resource/model.h"
#include "store/table.h"

namespace millrace::control {

using resource::ModelVersion;

Result<void> ImportProgress::add(std::uint64_t bytes) {
  done_ += bytes;
  if (stopping_) return fail(ErrorCode::kCancelled, "the server stops");
  const Duration now = clock_.monotonic();
  if (now - written_ < domain::kProgressInterval) return {};
  written_ = now;
  return write();
}

Result<void> ImportProgress::expect(std::uint64_t total) {
  total_ = total;
  written_ = clock_.monotonic();
  return write();
}

Result<void> ImportProgress::write() {
  return store_.write([&](store::Tx& tx) -> Result<void> {
    const store::Table<ModelVersion> versions;
    auto version = versions.get(tx, id_);
    if (!version && version.error().code != ErrorCode::kNotFound) return version.error();
    if (!version || version->state != resource::VersionState::kImporting)
      return fail(ErrorCode::kCancelled, "the version was deleted");
    version->done_bytes = static_cast<std::int64_t>(done_);
    if (total_ != 0) version->total_bytes = static_cast<std::int64_t>(total_);
    return versions.update(tx, *version);
  });
}

}  // namespace millrace::control
