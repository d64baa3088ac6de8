#include "control/run_results.h"

#include <unistd.h>

#include "base/log.h"
#include "domain/clean_task_ops.h"
#include "domain/planners.h"

namespace millrace::control {
namespace {

constexpr std::size_t kMostRecord = 4 << 20;
constexpr std::size_t kPiece = 1 << 20;
constexpr int kAtOnce = 1;
constexpr std::size_t kMostQueued = 64;  // the others are found by a later look

}  // namespace

RunResults::RunResults(runtime::Runtime& runtime, rows::Library& library, io::FileSystem& files,
                       std::function<void()> wake)
    : runtime_(runtime),
      library_(library),
      files_(files),
      wake_(std::move(wake)),
      workers_("results", kAtOnce, kMostQueued) {}

Result<std::optional<json::Value>> RunResults::of(const resource::Run& run) {
  const resource::Kind* kind = resource::find_kind(run.workload_kind);
  const domain::Planner* planner = kind ? domain::planner_of(*kind) : nullptr;
  if (planner == nullptr || planner->conclude == nullptr) return std::optional(json::Value());
  {
    const base::MutexLock lock(mutex_);
    const auto found = done_.find(run.id);
    if (found != done_.end()) {
      Result<json::Value> out = std::move(found->second);
      done_.erase(found);
      TRY(out);
      return std::optional(std::move(*out));
    }
  }
  workers_.begin(run.id, [this, id = run.id, file = std::string(planner->record_file)] {
    auto taken = take(id, file);
    {
      const base::MutexLock lock(mutex_);
      done_.insert_or_assign(id, std::move(taken));
    }
    wake_();
  });
  return std::optional<json::Value>();
}

// The files lie under the run's id: taken twice they are the same.
Result<json::Value> RunResults::take(const std::string& run_id, const std::string& record_file) {
  TRY_ASSIGN(const io::Fd fd, runtime_.open_output(run_id, record_file));
  std::string bytes(kMostRecord, '\0');
  const ssize_t got = ::pread(fd.get(), bytes.data(), bytes.size(), 0);
  if (got < 0) return base::from_errno(errno, "read the run's record");
  bytes.resize(static_cast<std::size_t>(got));
  TRY_ASSIGN(json::Value record, json::parse(bytes));
  TRY(library_.make_folder(run_id));
  TRY(copy(run_id, domain::kCleanedRows, library_.segment(run_id, run_id)));
  TRY(copy(run_id, domain::kCleanRejected, library_.rejected(run_id, run_id)));
  TRY(files_.sync_directory(library_.folder(run_id)));
  // What cannot be opened later is told now.
  TRY(rows::RowSet::open(
      files_, {.segments = {library_.segment(run_id, run_id)}, .edits = library_.edits(run_id)}));
  return record;
}

Result<void> RunResults::copy(const std::string& run_id, std::string_view name,
                              const std::string& to) {
  TRY_ASSIGN(const io::Fd from, runtime_.open_output(run_id, std::string(name)));
  TRY_ASSIGN(const auto file, files_.open(to, io::FileSystem::Open::kCreate));
  TRY(file->truncate(0));
  std::string piece(kPiece, '\0');
  for (off_t at = 0;;) {
    const ssize_t got = ::pread(from.get(), piece.data(), piece.size(), at);
    if (got < 0) return base::from_errno(errno, "read the run's output");
    if (got == 0) return file->sync();
    TRY(file->append(std::string_view(piece).substr(0, static_cast<std::size_t>(got))));
    at += got;
  }
}

}  // namespace millrace::control
