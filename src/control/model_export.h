// Model folders that lie on registered storages: opened, measured, written to. No link on the way
// is followed: users write there. Blocking.
#pragma once
#include <atomic>

#include "io/fd.h"
#include "io/file_system.h"
#include "resource/model.h"
#include "store/store.h"

namespace millrace::control {

// `below` of the folder `root`; kNotFound in words when it is no folder.
Result<io::Fd> open_model_folder(const std::string& root, const std::string& below);

struct Measured {
  std::int64_t bytes = 0, files = 0;
};
Result<Measured> measure(int folder_fd);

// Copies the version's files to its export target: under another name first, so that what has the
// name is whole. kCancelled when the server stops.
Result<void> export_model(store::Store& store, io::FileSystem& files,
                          const resource::ModelVersion& version, int folder_fd,
                          const std::atomic<bool>& stopping);
// Writes down how it ended.
Result<void> note_export(store::Store& store, const resource::ModelVersion& version,
                         const Result<void>& done);

}  // namespace millrace::control
