// Brings rows from the files of imports into labelled data sets, and lets go of the files of
// deleted ones: one thread looks, two work. All state is in the rows of the imports: after a kill
// an import begins again, and nothing of the data set has changed until it has succeeded.
#pragma once
#include <atomic>
#include <set>

#include "base/thread.h"
#include "control/wake.h"
#include "control/work_by_id.h"
#include "resource/labeled_dataset.h"
#include "rows/import_files.h"
#include "rows/library.h"
#include "store/store.h"

namespace millrace::control {

class RowImports {
 public:
  struct Parts {
    store::Store& store;
    rows::Library& library;
    io::FileSystem& files;
    Clock& clock;
  };
  explicit RowImports(Parts parts);
  ~RowImports() { stop(); }
  void start();
  void stop();

 private:
  void turn();
  void work_on(const std::string& id);
  Result<void> import(resource::DatasetImport& import);
  Result<void> finish(const resource::DatasetImport& import, const rows::ImportFacts& facts);
  void give_up(const resource::DatasetImport& import, const Error& error);
  void drop_files(const resource::DatasetImport& import);
  // Of one import: written to its row now and then; kCancelled when it is to end.
  Result<void> note_bytes(const std::string& id, std::uint64_t bytes, Duration& written,
                          std::uint64_t& done);
  bool is_cancelled(const std::string& id) EXCLUDES(mutex_);

  Parts parts_;
  std::atomic<bool> stopping_{false};
  Wake wake_;
  std::uint64_t listener_ = 0;
  base::Mutex mutex_;
  std::set<std::string> cancelled_ GUARDED_BY(mutex_);  // ids of imports
  base::WorkerPool helper_;                             // compresses what the workers read
  WorkById workers_;
  base::Thread thread_;
};

}  // namespace millrace::control
