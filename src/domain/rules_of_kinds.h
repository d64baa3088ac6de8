// The rules of each kind, one function a kind; listed in rules.cc.
#pragma once
#include "domain/rules.h"

namespace millrace::domain {

Rules user_rules();  // rules_people.cc
Rules workspace_rules();
Rules member_rules();
Rules api_token_rules();
Rules node_rules();  // rules_machines.cc
Rules flavor_rules();
Rules training_job_rules();  // rules_training_job.cc
Rules fine_tune_rules();     // rules_fine_tune.cc
Rules clean_task_rules();    // rules_clean_task.cc
Rules code_package_rules();  // rules_assets.cc
Rules upload_rules();
Rules alert_rules();
Rules model_rules();  // rules_models.cc
Rules model_version_rules();
Rules storage_rules();          // rules_storage.cc
Rules base_dataset_rules();     // rules_base_dataset.cc
Rules labeled_dataset_rules();  // rules_datasets.cc
Rules dataset_version_rules();

// The id of the object that a body's reference (id or name) means; a violation under `field`
// otherwise.
Result<std::string> resolve(store::ReadTx& tx, const resource::Kind& kind,
                            const std::string& workspace, const std::string& reference,
                            const std::string& field);

}  // namespace millrace::domain
