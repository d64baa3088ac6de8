#include "control/model_export.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/copy_tree.h"
#include "archive/directory_tree.h"
#include "archive/tree_walk.h"
#include "io/file_system.h"
#include "resource/storage.h"
#include "store/event_log.h"
#include "store/table.h"

namespace millrace::control {
namespace {

using resource::ExportState;
using resource::ModelVersion;
using store::Table;

constexpr int kFolder = O_RDONLY | O_DIRECTORY;

std::string trimmed(std::string path) {
  while (path.ends_with('/')) path.pop_back();
  return path;
}

Result<io::Fd> open_root(const std::string& path) {
  io::Fd root(::open(path.c_str(), kFolder | O_CLOEXEC));
  if (!root) return fail(ErrorCode::kNotFound, "the storage cannot be opened");
  return root;
}

// The folder above `path` below `root`, made where absent.
Result<io::Fd> parent_folder(int root, const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == path.npos) return archive::open_below(root, "", kFolder);
  const std::string parent = path.substr(0, slash);
  archive::DirectoryTree tree(root);
  TRY(tree.folder(parent));
  return archive::open_below(root, parent, kFolder);
}

Result<void> copy_to(int parent, const std::string& partial, const std::string& name, int folder_fd,
                     const std::atomic<bool>& stopping) {
  if (::mkdirat(parent, partial.c_str(), 0755) != 0)
    return base::from_errno(errno, "make a folder on the storage");
  TRY_ASSIGN(const io::Fd to, archive::open_below(parent, partial, kFolder));
  archive::DirectoryTree tree(to.get());
  TRY(archive::copy_tree(folder_fd, tree, [&](std::uint64_t) -> Result<void> {
    if (stopping) return fail(ErrorCode::kCancelled, "the server stops");
    return {};
  }));
  if (::syncfs(to.get()) != 0) return base::from_errno(errno, "sync the storage");
  if (::renameat2(parent, partial.c_str(), parent, name.c_str(), RENAME_NOREPLACE) == 0) return {};
  if (errno == EEXIST)
    return fail(ErrorCode::kConflict, "the folder exists already; choose another path");
  return base::from_errno(errno, "name the exported folder");
}

std::string words(const Error& error) {
  if (error.code == ErrorCode::kConflict || error.code == ErrorCode::kNotFound ||
      error.code == ErrorCode::kInvalid)
    return error.message;
  if (error.code == ErrorCode::kExhausted) return "the storage is full";
  if (error.code == ErrorCode::kForbidden) return "the server may not write there";
  return "the storage could not be written to";
}

}  // namespace

Result<io::Fd> open_model_folder(const std::string& root, const std::string& below) {
  TRY_ASSIGN(const io::Fd fd, open_root(root));
  auto folder = archive::open_below(fd.get(), trimmed(below), kFolder);
  if (folder) return folder;
  return fail(ErrorCode::kNotFound,
              fmt::format("the storage has no folder \"{}\"", trimmed(below)));
}

Result<Measured> measure(int folder_fd) {
  TRY_ASSIGN(const auto entries, archive::walk_tree(folder_fd));
  Measured out;
  for (const auto& entry : entries) {
    if (entry.type != archive::TreeEntry::Type::kFile) continue;
    ++out.files;
    out.bytes += static_cast<std::int64_t>(entry.size);
  }
  return out;
}

Result<void> export_model(store::Store& store, io::FileSystem& files, const ModelVersion& version,
                          int folder_fd, const std::atomic<bool>& stopping) {
  resource::Storage storage;
  TRY(store.read([&](store::ReadTx& tx) -> Result<void> {
    auto found = Table<resource::Storage>().get(tx, version.export_storage);
    if (!found) return fail(ErrorCode::kNotFound, "the storage is not registered any more");
    storage = std::move(*found);
    return {};
  }));
  TRY_ASSIGN(const io::Fd root, open_root(storage.path));
  const std::string path = trimmed(version.export_path);
  TRY_ASSIGN(const io::Fd parent, parent_folder(root.get(), path));
  const std::string name = path.substr(path.rfind('/') + 1);
  const std::string partial = fmt::format(".{}.{}.partial", name, version.id);
  const std::string partial_path = fmt::format("/proc/self/fd/{}/{}", parent.get(), partial);
  TRY(files.remove_tree(partial_path));  // of an export that was cut
  auto done = copy_to(parent.get(), partial, name, folder_fd, stopping);
  if (!done) TRY(files.remove_tree(partial_path));
  return done;
}

Result<void> note_export(store::Store& store, const ModelVersion& version,
                         const Result<void>& done) {
  return store.write([&](store::Tx& tx) -> Result<void> {
    auto now = Table<ModelVersion>().get(tx, version.id);
    if (!now) return now.error().code == ErrorCode::kNotFound ? Result<void>() : now.error();
    now->export_state = done ? ExportState::kExported : ExportState::kExportFailed;
    now->export_message = done ? "" : words(done.error());
    TRY(Table<ModelVersion>().update(tx, *now));
    store::append_event(tx, {.workspace = now->workspace,
                             .kind = "model_version",
                             .object_id = now->id,
                             .object_name = fmt::format("{} {}", now->model_name, now->name),
                             .type = done ? store::EventType::kNormal : store::EventType::kError,
                             .reason = std::string(word(now->export_state)),
                             .message = done ? now->export_target : now->export_message,
                             .actor_name = "system"});
    return {};
  });
}

}  // namespace millrace::control
