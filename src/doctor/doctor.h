// What `millrace doctor` looks at: configuration, programs, database, nodes' walls, ledger, audit
// chain. Reads only, beside a running server too. Each check stands alone: one that fails hides no
// other.
#pragma once
#include <string>
#include <vector>

#include "base/clock.h"
#include "io/file_system.h"
#include "settings/load.h"
#include "store/store.h"

namespace millrace::doctor {

struct Check {
  enum class State { kOk, kWarning, kFailed, kSkipped } state = State::kOk;
  std::string name;
  std::string found;     // what was seen
  std::string advice{};  // what to do about it; empty when ok
};

struct Places {
  std::string data;      // absolute
  std::string database;  // as StoreOptions wants it
  std::string lock;      // held by a running server
  std::string shim;      // absolute
};

std::vector<Check> examine(const settings::Loaded& loaded, const Places& places,
                           io::FileSystem& files, base::Clock& clock);

// The part that needs the store only.
std::vector<Check> examine_store(store::Store& store, base::Clock& clock);

}  // namespace millrace::doctor
