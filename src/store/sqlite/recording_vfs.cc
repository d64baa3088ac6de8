#include "store/sqlite/recording_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "base/check.h"

namespace millrace::store {
namespace {

constexpr std::size_t kSector = 512;
RecordingVfs* active = nullptr;
sqlite3_vfs* real = nullptr;

// The wrapped file follows this struct in the memory that SQLite gives us.
struct RecordedFile : sqlite3_file {
  std::string* name;  // null: not recorded (temporary files)
  sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
RecordedFile& of(sqlite3_file* f) {
  return *static_cast<RecordedFile*>(f);
}
sqlite3_file* in(sqlite3_file* f) {
  return of(f).inner();
}
const sqlite3_io_methods* calls(sqlite3_file* f) {
  return in(f)->pMethods;
}

std::string base_name(const char* path) {
  const std::string text(path);
  return text.substr(text.rfind('/') + 1);
}

void record(sqlite3_file* f, DiskOperation operation) {
  if (of(f).name == nullptr) return;
  operation.file = *of(f).name;
  active->record(std::move(operation));
}

int close_file(sqlite3_file* f) {
  delete of(f).name;
  return calls(f)->xClose(in(f));
}
int read_file(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
  return calls(f)->xRead(in(f), to, n, at);
}
int write_file(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
  record(f, {.kind = DiskOperation::Kind::kWrite,
             .offset = at,
             .bytes = std::string(static_cast<const char*>(from), static_cast<std::size_t>(n))});
  return calls(f)->xWrite(in(f), from, n, at);
}
int truncate_file(sqlite3_file* f, sqlite3_int64 size) {
  record(f, {.kind = DiskOperation::Kind::kTruncate, .offset = size});
  return calls(f)->xTruncate(in(f), size);
}
int sync_file(sqlite3_file* f, int) {  // the real disk need not hurry
  record(f, {.kind = DiskOperation::Kind::kSync});
  return SQLITE_OK;
}
int size_of(sqlite3_file* f, sqlite3_int64* size) {
  return calls(f)->xFileSize(in(f), size);
}
int lock_file(sqlite3_file* f, int level) {
  return calls(f)->xLock(in(f), level);
}
int unlock_file(sqlite3_file* f, int level) {
  return calls(f)->xUnlock(in(f), level);
}
int check_lock(sqlite3_file* f, int* out) {
  return calls(f)->xCheckReservedLock(in(f), out);
}
int control_file(sqlite3_file* f, int op, void* arg) {
  return calls(f)->xFileControl(in(f), op, arg);
}
int sector_size(sqlite3_file* f) {
  return calls(f)->xSectorSize(in(f));
}
int characteristics(sqlite3_file* f) {
  return calls(f)->xDeviceCharacteristics(in(f));
}
int shm_map(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
  return calls(f)->xShmMap(in(f), page, size, extend, out);
}
int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
  return calls(f)->xShmLock(in(f), offset, n, flags);
}
void shm_barrier(sqlite3_file* f) {
  calls(f)->xShmBarrier(in(f));
}
int shm_unmap(sqlite3_file* f, int remove) {
  return calls(f)->xShmUnmap(in(f), remove);
}

constexpr sqlite3_io_methods kMethods = {
    2,         close_file,  read_file,  write_file,   truncate_file, sync_file,       size_of,
    lock_file, unlock_file, check_lock, control_file, sector_size,   characteristics, shm_map,
    shm_lock,  shm_barrier, shm_unmap,  nullptr,      nullptr};

int open_file(sqlite3_vfs*, const char* path, sqlite3_file* f, int flags, int* out_flags) {
  auto* file = new (f) RecordedFile{};
  const int code = real->xOpen(real, path, file->inner(), flags, out_flags);
  if (code != SQLITE_OK) return code;
  file->pMethods = &kMethods;
  if (path != nullptr &&
      (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL)) != 0) {
    file->name = new std::string(base_name(path));
    record(f, {.kind = DiskOperation::Kind::kCreate});
  }
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs*, const char* path, int sync_folder) {
  active->record({.kind = DiskOperation::Kind::kDelete, .file = base_name(path)});
  return real->xDelete(real, path, sync_folder);
}

sqlite3_vfs make_vfs() {
  sqlite3_vfs vfs = *real;  // all else is the real one's
  vfs.iVersion = 1;
  vfs.szOsFile = static_cast<int>(sizeof(RecordedFile)) + real->szOsFile;
  vfs.zName = RecordingVfs::name();
  vfs.pNext = nullptr;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  return vfs;
}

// One file through the recording: what is safe, what the program sees, and what came since the last
// sync.
struct DiskFile {
  bool safe_entry = false;  // the folder's entry is on the disk
  bool there = false;
  std::string safe;
  std::vector<const DiskOperation*> pending;
};

void apply(const DiskOperation& op, std::string& content) {
  const auto at = static_cast<std::size_t>(op.offset);
  if (op.kind == DiskOperation::Kind::kTruncate) return content.resize(at);
  if (content.size() < at + op.bytes.size()) content.resize(at + op.bytes.size());
  content.replace(at, op.bytes.size(), op.bytes);
}

// Each sector of the write arrives or does not.
void apply_torn(const DiskOperation& op, std::string& content, base::Rng& rng) {
  if (op.kind == DiskOperation::Kind::kTruncate) {
    if (rng.below(2)) apply(op, content);
    return;
  }
  for (std::size_t from = 0; from < op.bytes.size();) {
    const std::size_t at = static_cast<std::size_t>(op.offset) + from;
    const std::size_t n = std::min(kSector - at % kSector, op.bytes.size() - from);
    if (rng.below(2))
      apply({.offset = static_cast<std::int64_t>(at), .bytes = op.bytes.substr(from, n)}, content);
    from += n;
  }
}

void step(const DiskOperation& op, std::map<std::string, DiskFile>& files) {
  if (op.kind == DiskOperation::Kind::kMark) return;
  DiskFile& file = files[op.file];
  switch (op.kind) {
    case DiskOperation::Kind::kCreate:
      file.there = true;
      break;
    case DiskOperation::Kind::kDelete:
      file = {};
      break;  // SQLite waits for the folder
    case DiskOperation::Kind::kSync:
      for (const DiskOperation* p : file.pending) apply(*p, file.safe);
      file.pending.clear();
      file.safe_entry = true;
      break;
    default:
      file.pending.push_back(&op);
  }
}

}  // namespace

RecordingVfs::RecordingVfs() {
  CHECK(active == nullptr);
  active = this;
  real = sqlite3_vfs_find(nullptr);
  static sqlite3_vfs vfs;
  vfs = make_vfs();
  CHECK(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK);
}

RecordingVfs::~RecordingVfs() {
  sqlite3_vfs_unregister(sqlite3_vfs_find(name()));
  active = nullptr;
}

void RecordingVfs::record(DiskOperation operation) {
  base::MutexLock lock(mutex_);
  operations_.push_back(std::move(operation));
}

std::vector<DiskOperation> RecordingVfs::operations() const {
  base::MutexLock lock(mutex_);
  return operations_;
}

std::map<std::string, std::string> disk_after(const std::vector<DiskOperation>& operations,
                                              std::size_t count, base::Rng* rng) {
  std::map<std::string, DiskFile> files;
  for (std::size_t i = 0; i < count; ++i) step(operations[i], files);
  std::map<std::string, std::string> disk;
  for (auto& [name, file] : files) {
    if (!file.there && !file.safe_entry) continue;
    if (!file.safe_entry && (rng == nullptr || rng->below(2))) continue;
    std::string content = std::move(file.safe);
    if (rng != nullptr)
      for (const DiskOperation* p : file.pending) apply_torn(*p, content, *rng);
    disk[name] = std::move(content);
  }
  return disk;
}

}  // namespace millrace::store
