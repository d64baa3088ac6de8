// Brings model versions from "creating" to "ready", exports them to storages, and lets go of the
// files of deleted ones: one thread looks, a few work, so that a slow source keeps nobody else
// waiting. All state is in the rows: after a kill each import begins again where its row stands.
#pragma once
#include <atomic>

#include "base/thread.h"
#include "control/model_sources.h"
#include "control/wake.h"
#include "control/work_by_id.h"
#include "domain/model_ops.h"

namespace millrace::control {

class ModelImports {
 public:
  struct Parts {
    store::Store& store;
    ModelSourceParts sources;
    domain::ContentPlaces places;
  };
  explicit ModelImports(Parts parts);
  ~ModelImports() { stop(); }
  // Preset models are registered, and ready, when it returns.
  Result<void> start();
  void stop();

 private:
  void turn();  // one look; the thread does nothing else
  // A worker does what the version waits for, unless one is at work for it already.
  void begin(const std::string& id);
  void work_on(const std::string& id);
  Result<void> register_presets();
  Result<void> register_preset(const std::string& name);
  Result<std::vector<resource::ModelVersion>> with_state(resource::VersionState state);
  void import(resource::ModelVersion version);
  Result<void> fetch(resource::ModelVersion& version);
  Result<io::Fd> folder_of(const resource::ModelVersion& version);
  Result<void> look(const resource::ModelVersion& version);
  void give_up(const resource::ModelVersion& version, const Error& error);
  void export_due();
  void export_one(const resource::ModelVersion& version);
  void drop_unused();

  Parts parts_;
  std::atomic<bool> stopping_{false};
  Duration swept_{0};
  Wake wake_;
  std::uint64_t listener_ = 0;
  WorkById workers_;  // ids of versions
  base::Thread thread_;
};

}  // namespace millrace::control
