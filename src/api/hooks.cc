#include "api/collection.h"
#include "api/hooks_of_kinds.h"

namespace millrace::api {

const CollectionHooks& hooks_of(const resource::Kind& kind) {
  static const CollectionHooks kAll[] = {user_hooks(),
                                         api_token_hooks(),
                                         storage_hooks(),
                                         training_job_hooks(),
                                         fine_tune_hooks(),
                                         code_package_hooks(),
                                         upload_hooks(),
                                         alert_hooks(),
                                         model_version_hooks(),
                                         share_code_hooks(),
                                         base_dataset_hooks(),
                                         labeled_dataset_hooks(),
                                         dataset_version_hooks(),
                                         clean_task_hooks()};
  static const CollectionHooks kNone{};
  for (const auto& hooks : kAll)
    if (hooks.kind == &kind) return hooks;
  return kNone;
}

}  // namespace millrace::api
