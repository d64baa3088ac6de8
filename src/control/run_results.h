// What a run that ended well leaves for the platform to keep: read, and moved to its place, before
// the run's state says that it succeeded. Large files take a while: that is done on a thread of its
// own. Used by one thread.
#pragma once
#include <map>
#include <memory>
#include <string>

#include "base/mutex.h"
#include "control/work_by_id.h"
#include "resource/run.h"
#include "rows/library.h"
#include "runtime/runtime.h"

namespace millrace::control {

class RunResults {
 public:
  RunResults(runtime::Runtime& runtime, rows::Library& library, io::FileSystem& files,
             std::function<void()> wake);
  ~RunResults() { stop(); }
  void stop() { workers_.stop(); }  // nobody is woken any more

  // The record of the run, once everything is at its place; nullopt: not yet, ask again. Null for
  // kinds that leave nothing to keep. An error is the run's: it has failed.
  Result<std::optional<json::Value>> of(const resource::Run& run);

 private:
  Result<json::Value> take(const std::string& run_id, const std::string& record_file);
  Result<void> copy(const std::string& run_id, std::string_view name, const std::string& to);

  runtime::Runtime& runtime_;
  rows::Library& library_;
  io::FileSystem& files_;
  const std::function<void()> wake_;
  base::Mutex mutex_;
  std::map<std::string, Result<json::Value>> done_ GUARDED_BY(mutex_);  // by run
  WorkById workers_;
};

}  // namespace millrace::control
