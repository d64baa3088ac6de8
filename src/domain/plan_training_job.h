// From a training job to its run specification: roles, command, environment, mounts, limits. Pure:
// what the names in the job mean has been looked up and comes in.
#pragma once
#include <map>
#include <string>

#include "resource/base_dataset.h"
#include "resource/machines.h"
#include "resource/storage.h"
#include "resource/training_job.h"

namespace millrace::domain {

// The content of a code package as it is mounted.
struct CodeInputs {
  std::string folder{};        // absolute, on the nodes
  std::string requirements{};  // text of its requirements.txt; "" for none
  // An uploaded package is one version of many runs: each works on a copy of its own. A folder of a
  // registered storage is mounted itself.
  protocol::MountAccess access = protocol::MountAccess::kRunCopy;
};

// A data set of the job and where it lies.
struct DataInputs {
  resource::BaseDataset dataset{};
  resource::Storage storage{};
};

struct PlanInputs {
  std::string run_id{};
  resource::Flavor flavor{};
  std::optional<CodeInputs> code{};
  std::map<std::string, resource::Storage> storages{};  // by id
  std::vector<DataInputs> data{};
};

Result<protocol::RunSpec> plan_training_job(const resource::TrainingJob& job,
                                            const PlanInputs& inputs);

}  // namespace millrace::domain
