// What an engine writes of what it expected and what it took (training.json of a fine-tune), read
// through the runtime and handed to the workload's row whenever it has changed. Used by one thread.
#pragma once
#include <map>
#include <string>

#include "resource/run.h"
#include "runtime/runtime.h"
#include "store/store.h"

namespace millrace::control {

// Why the engine of a run gave up, in its own words; "" where it left none. They are what the run
// wrote: shortened and without control characters.
std::string engine_words(runtime::Runtime& runtime, const resource::Run& run);

class RunRecords {
 public:
  RunRecords(store::Store& store, runtime::Runtime& runtime) : store_(store), runtime_(runtime) {}

  void look_at(const resource::Run& run);
  void drop(const std::string& run_id) { seen_.erase(run_id); }

 private:
  store::Store& store_;
  runtime::Runtime& runtime_;
  std::map<std::string, std::string> seen_;  // by run: the bytes
};

}  // namespace millrace::control
