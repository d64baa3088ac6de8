// Backup and restore, while the server runs: one text file of JSON lines, the same for SQLite and
// PostgreSQL, so that a backup of one restores into the other. Taken from one snapshot; ends with
// the SHA-256 of all that came before, so that a cut or damaged file is refused before anything is
// written. Thread-safe.
#pragma once
#include <string>

#include "base/clock.h"
#include "io/file_system.h"
#include "store/store.h"

namespace millrace::store {

struct BackupSummary {
  std::int64_t tables = 0;
  std::int64_t rows = 0;
  std::int64_t last_rev = 0;
  std::string sha256{};
};

// Writes `path`, which appears only when it is whole and on the disk.
Result<BackupSummary> backup(Store& store, io::FileSystem& files, const std::string& path,
                             base::Time now);

// Fills the database `address` (a file path or postgresql://…), which must be empty. Revs go on
// with a leap, so that watchers of the lost history are told to list again.
Result<BackupSummary> restore(io::FileSystem& files, const std::string& path,
                              const std::string& address, base::Time now);

}  // namespace millrace::store
