// What single kinds add to the generic verbs, one function a kind; listed in hooks.cc.
#pragma once
#include "api/collection.h"

namespace millrace::api {

CollectionHooks user_hooks();  // people_routes.cc
CollectionHooks api_token_hooks();
CollectionHooks storage_hooks();          // storage_hooks.cc
CollectionHooks base_dataset_hooks();     // base_dataset_hooks.cc
CollectionHooks training_job_hooks();     // training_job_hooks.cc
CollectionHooks fine_tune_hooks();        // fine_tune_hooks.cc
CollectionHooks clean_task_hooks();       // clean_task_hooks.cc
CollectionHooks code_package_hooks();     // code_package_routes.cc
CollectionHooks upload_hooks();           // upload_routes.cc
CollectionHooks alert_hooks();            // alert_hooks.cc
CollectionHooks model_version_hooks();    // model_hooks.cc
CollectionHooks labeled_dataset_hooks();  // dataset_hooks.cc
CollectionHooks dataset_version_hooks();
CollectionHooks share_code_hooks();  // model_sharing_routes.cc

}  // namespace millrace::api
