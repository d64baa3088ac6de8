#include "control/row_imports.h"

#include <fmt/core.h>

#include "base/log.h"
#include "domain/dataset_ops.h"
#include "domain/run_ops.h"
#include "store/table.h"

namespace millrace::control {

using resource::DatasetImport;
using resource::ImportState;
using resource::LabeledDataset;
using store::Table;

namespace {

constexpr int kAtOnce = 2;
constexpr std::size_t kMostQueued = 64;  // the others are found by a later look
constexpr Duration kSeldom{10'000};      // when no commit came

// A code, and words without paths of the server.
std::pair<std::string, std::string> why(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalid:
      return {"BadContent", error.message};
    case ErrorCode::kNotFound:
      return {"SourceMissing", "the file that was to be imported is not there any more"};
    case ErrorCode::kForbidden:
      return {"AddressRefused", error.message};
    case ErrorCode::kUnavailable:
    case ErrorCode::kTimeout:
      return {"Unreachable", error.message};
    case ErrorCode::kExhausted:
      return {"NoSpace", "the disk of the server is full, or the content larger than it takes"};
    default:
      return {"ImportError", "the files could not be read or written; the server's log says more"};
  }
}

void report(std::string_view what, const Result<void>& result, const std::string& id) {
  if (!result && result.error().code != ErrorCode::kCancelled)
    log_warning("rows", "failed",
                {{"what", std::string(what)}, {"id", id}, {"error", result.error().to_string()}});
}

std::vector<resource::RejectedRow> rows_of(const std::vector<rows::Rejected>& rejected) {
  std::vector<resource::RejectedRow> out;
  for (const auto& one : rejected) out.push_back({one.file, one.row, one.field, one.reason});
  return out;
}

}  // namespace

RowImports::RowImports(Parts parts)
    : parts_(parts), helper_("rows-zstd", 1, 64), workers_("rows", kAtOnce, kMostQueued) {}

void RowImports::start() {
  listener_ = parts_.store.add_listener([this](std::int64_t) { wake_.wake(); });
  thread_ = base::Thread("rows", [this] {
    do turn();
    while (wake_.wait(kSeldom) != Wake::Why::kStop);
  });
}

void RowImports::stop() {
  if (!thread_.joinable()) return;
  stopping_ = true;
  parts_.store.remove_listener(listener_);
  wake_.stop();
  thread_.join();
  workers_.stop();
}

void RowImports::turn() {
  std::vector<DatasetImport> due;
  const auto read = parts_.store.read([&](store::ReadTx& tx) -> Result<void> {
    due.clear();
    for (const auto state :
         {ImportState::kQueued, ImportState::kRunning, ImportState::kCancelling}) {
      TRY_ASSIGN(auto some, Table<DatasetImport>().all(
                                tx, {.filter = {store::where("state", std::string(word(state)))}}));
      due.insert(due.end(), some.rbegin(), some.rend());  // oldest first
    }
    return {};
  });
  if (!read) return report("load imports", read, "");
  for (const auto& import : due) {
    if (import.state == ImportState::kCancelling) {
      const base::MutexLock lock(mutex_);
      cancelled_.insert(import.id);
    }
    workers_.begin(import.id, [this, id = import.id] {
      if (!stopping_) work_on(id);
    });
  }
}

bool RowImports::is_cancelled(const std::string& id) {
  const base::MutexLock lock(mutex_);
  return cancelled_.contains(id);
}

// What the row wants now: since somebody looked, another may have done it.
void RowImports::work_on(const std::string& id) {
  std::optional<DatasetImport> import;
  const auto read = parts_.store.read([&](store::ReadTx& tx) -> Result<void> {
    import.reset();
    auto found = Table<DatasetImport>().get(tx, id);
    if (found) import = std::move(*found);
    return found || found.error().code == ErrorCode::kNotFound ? Result<void>() : found.error();
  });
  if (!read) return report("load an import", read, id);
  const bool due =
      import && (import->state == ImportState::kQueued || import->state == ImportState::kRunning ||
                 import->state == ImportState::kCancelling);
  if (!due) return;
  const auto done = this->import(*import);
  if (!done && !stopping_) give_up(*import, done.error());
  const base::MutexLock lock(mutex_);
  cancelled_.erase(id);
}

Result<void> RowImports::import(DatasetImport& import) {
  if (import.state == ImportState::kCancelling)
    return fail(ErrorCode::kCancelled, "the import was cancelled");
  const rows::Template* of = nullptr;
  TRY(parts_.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(import, Table<DatasetImport>().get(tx, import.id));
    TRY_ASSIGN(const auto dataset, Table<LabeledDataset>().get(tx, import.dataset));
    of = &domain::template_of(dataset);
    if (import.state != ImportState::kQueued) return {};
    return domain::advance_import(tx, import, ImportState::kRunning, "", "");
  }));
  rows::ImportSources sources{.format = import.format};
  for (std::size_t i = 0; i < import.sources.size(); ++i)
    sources.files.push_back(
        {parts_.library.incoming(import.sources[i]),
         i < import.source_names.size() ? import.source_names[i] : import.sources[i]});
  TRY(parts_.library.make_folder(import.dataset));
  Duration written = parts_.clock.monotonic();
  std::uint64_t bytes = 0;
  const rows::ImportPlaces into{
      .rows = {.segment = parts_.library.segment(import.dataset, import.id),
               .rejected = parts_.library.rejected(import.dataset, import.id),
               .written_as = rows::parse_schema(import.schema),
               .helper = &helper_},
      .images = parts_.library.images(import.dataset),
      .scratch = parts_.library.incoming(import.id + "-unpacked")};
  TRY_ASSIGN(const auto facts,
             rows::import_files(parts_.files, *of, sources, into, [&](std::uint64_t more) {
               return note_bytes(import.id, more, written, bytes);
             }));
  TRY(parts_.files.sync_directory(parts_.library.folder(import.dataset)));
  TRY(finish(import, facts));
  drop_files(import);
  return {};
}

Result<void> RowImports::note_bytes(const std::string& id, std::uint64_t bytes, Duration& written,
                                    std::uint64_t& done) {
  done += bytes;
  if (stopping_ || is_cancelled(id)) return fail(ErrorCode::kCancelled, "the import was cancelled");
  const Duration now = parts_.clock.monotonic();
  if (now - written < domain::kProgressInterval) return {};
  written = now;
  return parts_.store.write([&](store::Tx& tx) -> Result<void> {
    auto import = Table<DatasetImport>().get(tx, id);
    if (!import)
      return import.error().code == ErrorCode::kNotFound
                 ? fail(ErrorCode::kCancelled, "the data set was deleted")
                 : std::move(import).error();
    import->done_bytes = static_cast<std::int64_t>(done);
    return Table<DatasetImport>().update(tx, *import);
  });
}

Result<void> RowImports::finish(const DatasetImport& import, const rows::ImportFacts& facts) {
  const auto info = parts_.files.stat(parts_.library.segment(import.dataset, import.id));
  return parts_.store.write([&](store::Tx& tx) -> Result<void> {
    auto now = Table<DatasetImport>().get(tx, import.id);
    if (!now)
      return now.error().code == ErrorCode::kNotFound
                 ? fail(ErrorCode::kCancelled, "the data set was deleted")
                 : std::move(now).error();
    if (now->state == ImportState::kCancelling)
      return fail(ErrorCode::kCancelled, "the import was cancelled");
    now->accepted = facts.accepted;
    now->rejected_total = facts.rejected_total;
    now->duplicate_files = facts.duplicate_files;
    now->rejected = rows_of(facts.rejected);
    now->done_bytes = now->total_bytes;
    return domain::finish_row_import(tx, *now, facts.counts,
                                     info ? static_cast<std::int64_t>(info->size) : 0);
  });
}

void RowImports::give_up(const DatasetImport& import, const Error& error) {
  const bool cancelled = error.code == ErrorCode::kCancelled;
  const auto [reason, message] = why(error);
  if (!cancelled) report("an import", error, import.id);
  const auto written = parts_.store.write([&](store::Tx& tx) -> Result<void> {
    auto now = Table<DatasetImport>().get(tx, import.id);
    if (!now) return now.error().code == ErrorCode::kNotFound ? Result<void>() : now.error();
    return domain::advance_import(tx, *now,
                                  cancelled ? ImportState::kCancelled : ImportState::kFailed,
                                  cancelled ? "" : reason, cancelled ? "" : message);
  });
  report("note the end of an import", written, import.id);
  report("remove a part of an import",
         parts_.files.remove_tree(parts_.library.segment(import.dataset, import.id)), import.id);
}

// Of an import that has succeeded; others may be resumed.
void RowImports::drop_files(const DatasetImport& import) {
  for (const std::string& name : import.sources)
    report("remove an imported file", parts_.files.remove_tree(parts_.library.incoming(name)),
           import.id);
}

}  // namespace millrace::control
