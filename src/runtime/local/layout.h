// Where the local runtime keeps things below --data. Pure; ids that cannot be a folder's name are
// refused before they become one.
#pragma once
#include <string>

#include "base/result.h"
#include "protocol/run_spec.h"
#include "runtime/runtime.h"

namespace millrace::runtime {

struct Layout {
  std::string data;
  std::string runs() const { return data + "/runs"; }
  std::string run(const std::string& id) const { return runs() + "/" + id; }
  std::string output(const std::string& run_id) const { return run(run_id) + "/output"; }
  std::string attempt(const AttemptKey& key) const {
    return run(key.run_id) + "/" + std::to_string(key.attempt);
  }
  std::string gone(const AttemptKey& key) const { return attempt(key) + "/gone"; }
  std::string instance(const AttemptKey& key, std::int64_t number) const {
    return attempt(key) + "/" + std::to_string(number);
  }
  std::string home(const std::string& user) const { return data + "/home/" + user; }
  std::string share(const std::string& workspace) const { return data + "/share/" + workspace; }
  std::string venv(const std::string& hash) const { return data + "/cache/venv/" + hash; }
  std::string owners() const { return data + "/runtime/owners.json"; }
};

// May it be the name of a folder: 1..64 letters, digits, '_', '-', '.', not '.' first.
Result<void> check_folder_name(const std::string& text, const std::string& field);
// Ids, numbers and mounts that make sense for this key.
Result<void> check_spec(const AttemptKey& key, const protocol::InstanceSpec& spec);

}  // namespace millrace::runtime
