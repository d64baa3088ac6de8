#include "control/model_imports.h"

#include <fcntl.h>
#include <fmt/core.h>

#include "archive/directory_tree.h"
#include "base/log.h"
#include "base/strings.h"
#include "control/model_export.h"
#include "control/model_facts.h"
#include "resource/storage.h"
#include "store/table.h"

namespace millrace::control {

using resource::ModelVersion;
using resource::VersionState;
using store::Table;

namespace {

constexpr int kAtOnce = 4;
constexpr std::size_t kMostQueued = 64;  // the others are found by a later look
constexpr Duration kSeldom{10'000};      // when no commit came
constexpr Duration kBetweenTurns{50};    // commits of one moment make one turn
constexpr Duration kBetweenSweeps{60'000};

// A code, and words without paths of the server.
std::pair<std::string, std::string> why(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalid:
      return {"BadContent", error.message};
    case ErrorCode::kNotFound:
      return {"SourceMissing", error.message};
    case ErrorCode::kForbidden:
      return {"AddressRefused", error.message};
    case ErrorCode::kConflict:
      return {"SourceChanged", error.message};
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
    log_warning("models", "failed and will be tried again",
                {{"what", std::string(what)}, {"id", id}, {"error", result.error().to_string()}});
}

}  // namespace

ModelImports::ModelImports(Parts parts)
    : parts_(std::move(parts)), workers_("models", kAtOnce, kMostQueued) {}

Result<void> ModelImports::start() {
  TRY(parts_.sources.contents.clear_staging());
  TRY(register_presets());
  listener_ = parts_.store.add_listener([this](std::int64_t) { wake_.wake(); });
  thread_ = base::Thread("models", [this] {
    do turn();
    while (wake_.wait(kSeldom) != Wake::Why::kStop &&
           wake_.pause(kBetweenTurns) != Wake::Why::kStop);
  });
  return {};
}

void ModelImports::stop() {
  if (!thread_.joinable()) return;
  stopping_ = true;
  parts_.store.remove_listener(listener_);
  wake_.stop();
  thread_.join();
  workers_.stop();
}

void ModelImports::begin(const std::string& id) {
  workers_.begin(id, [this, id] {
    if (!stopping_) work_on(id);
  });
}

// What the row wants now: since somebody looked, another may have done it.
void ModelImports::work_on(const std::string& id) {
  std::optional<ModelVersion> version;
  const auto read = parts_.store.read([&](store::ReadTx& tx) -> Result<void> {
    version.reset();
    auto found = Table<ModelVersion>().get(tx, id);
    if (found) version = std::move(*found);
    return found || found.error().code == ErrorCode::kNotFound ? Result<void>() : found.error();
  });
  if (!read) return report("load a version", read, id);
  if (!version) return;
  if (version->state == VersionState::kCreating || version->state == VersionState::kImporting)
    import(std::move(*version));
  else if (version->export_state == resource::ExportState::kExporting)
    export_one(*version);
}

void ModelImports::turn() {
  for (const auto state : {VersionState::kCreating, VersionState::kImporting}) {
    auto versions = with_state(state);
    if (!versions) return report("load versions", versions.error(), "");
    for (const auto& version : *versions) begin(version.id);
  }
  export_due();
  const Duration now = parts_.sources.clock.monotonic();
  if (swept_ == Duration{0} || now - swept_ >= kBetweenSweeps) {
    swept_ = now;
    drop_unused();
  }
}

Result<std::vector<ModelVersion>> ModelImports::with_state(VersionState state) {
  std::vector<ModelVersion> out;
  TRY(parts_.store.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(out, Table<ModelVersion>().all(
                        tx, {.filter = {store::where("state", std::string(word(state)))}}));
    return {};
  }));
  return std::vector(out.rbegin(), out.rend());  // oldest first
}

void ModelImports::import(ModelVersion version) {
  auto done = fetch(version);
  if (done) done = look(version);
  if (done || done.error().code == ErrorCode::kCancelled) return;
  if (done.error().code == ErrorCode::kConflict || done.error().code == ErrorCode::kInternal)
    log_warning("models", "an import failed",
                {{"version", version.id}, {"error", done.error().to_string()}});
  give_up(version, done.error());
}

// From creating to importing, with its content; what has its content is left as it is.
Result<void> ModelImports::fetch(ModelVersion& version) {
  store::Store& store = parts_.store;
  if (version.state == VersionState::kCreating)
    TRY(store.write([&](store::Tx& tx) -> Result<void> {
      TRY_ASSIGN(version, Table<ModelVersion>().get(tx, version.id));
      return domain::advance_version(tx, version, VersionState::kImporting, "", "");
    }));
  if (!version.source.storage.empty() || !version.sha256.empty()) return {};
  std::optional<ModelVersion> copied;
  if (!version.lineage.copied_from.empty())
    TRY(store.read([&](store::ReadTx& tx) -> Result<void> {
      copied.reset();
      auto found = Table<ModelVersion>().get(tx, version.lineage.copied_from);
      if (found) copied = std::move(*found);
      return {};
    }));
  ImportProgress progress(store, parts_.sources.clock, stopping_, version.id);
  TRY_ASSIGN(const auto content,
             import_content(parts_.sources, version, copied ? &*copied : nullptr, progress));
  return store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(version, Table<ModelVersion>().get(tx, version.id));
    version.sha256 = content.sha256;
    version.size_bytes = content.size_bytes;
    version.file_count = content.file_count;
    version.done_bytes = version.total_bytes = content.size_bytes;
    return Table<ModelVersion>().update(tx, version);
  });
}

Result<io::Fd> ModelImports::folder_of(const ModelVersion& version) {
  std::string root, below;
  if (version.source.storage.empty()) {
    root = parts_.sources.contents.content_path(version.id, version.sha256);
  } else {
    TRY(parts_.store.read([&](store::ReadTx& tx) -> Result<void> {
      const auto storage = Table<resource::Storage>().get(tx, version.source.storage);
      if (!storage) return fail(ErrorCode::kNotFound, "the storage is not registered any more");
      root = storage->path;
      return {};
    }));
    below = version.source.path;
  }
  return open_model_folder(root, below);
}

// From importing to ready.
Result<void> ModelImports::look(const ModelVersion& version) {
  TRY_ASSIGN(const io::Fd folder, folder_of(version));
  const domain::VersionFacts facts = model_facts(folder.get());
  std::optional<Measured> measured;
  if (!version.source.storage.empty()) {
    TRY_ASSIGN(measured, measure(folder.get()));
  }
  TRY(parts_.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(ModelVersion now, Table<ModelVersion>().get(tx, version.id));
    if (now.state != VersionState::kImporting)
      return fail(ErrorCode::kCancelled, "the version is not being imported any more");
    if (measured) {
      now.size_bytes = measured->bytes;
      now.file_count = measured->files;
    }
    return domain::finish_import(tx, now, facts);
  }));
  if (!version.sha256.empty())
    report("drop old content", parts_.sources.contents.keep_only(version.id, version.sha256),
           version.id);
  return {};
}

void ModelImports::give_up(const ModelVersion& version, const Error& error) {
  const auto [reason, message] = why(error);
  const auto written = parts_.store.write([&](store::Tx& tx) -> Result<void> {
    auto now = Table<ModelVersion>().get(tx, version.id);
    if (!now) return now.error().code == ErrorCode::kNotFound ? Result<void>() : now.error();
    now->sha256.clear();
    TRY(domain::advance_version(tx, *now, VersionState::kImportFailed, reason, message));
    return domain::refresh_model(tx, now->model);
  });
  report("note a failed import", written, version.id);
  if (!written) return;
  const std::string content = parts_.sources.contents.content_path(version.id, "");
  report("remove a failed import", parts_.sources.files.remove_tree(content), version.id);
}

void ModelImports::export_due() {
  std::vector<ModelVersion> due;
  const auto read = parts_.store.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(due, Table<ModelVersion>().all(
                        tx, {.filter = {store::where("export_state", std::string("exporting"))}}));
    return {};
  });
  report("load exports", read, "");
  for (const auto& version : due) begin(version.id);
}

void ModelImports::export_one(const ModelVersion& version) {
  const auto folder = folder_of(version);
  const Result<void> done =
      folder ? export_model(parts_.store, parts_.sources.files, version, folder->get(), stopping_)
             : Result<void>(folder.error());
  if (!done && done.error().code == ErrorCode::kCancelled) return;
  report("note an export", note_export(parts_.store, version, done), version.id);
}

// Content of versions that are deleted, or were never written down.
void ModelImports::drop_unused() {
  const auto ids = parts_.sources.contents.packages();
  if (!ids) return report("list contents", ids.error(), "");
  std::vector<std::string> unused;
  const auto read = parts_.store.read([&](store::ReadTx& tx) -> Result<void> {
    unused.clear();
    for (const auto& id : *ids) {
      const auto version = Table<ModelVersion>().get(tx, id);
      if (!version && version.error().code == ErrorCode::kNotFound &&
          Table<ModelVersion>().get(tx, id, store::Deleted::kInclude))
        unused.push_back(id);
    }
    return {};
  });
  report("look for unused contents", read, "");
  if (!read) return;
  for (const auto& id : unused) report("remove a content", parts_.sources.contents.remove(id), id);
}

}  // namespace millrace::control
