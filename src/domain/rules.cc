#include "domain/rules.h"

#include "domain/rules_of_kinds.h"

namespace millrace::domain {

const Rules& rules_of(const resource::Kind& kind) {
  static const Rules kAll[] = {user_rules(),
                               workspace_rules(),
                               member_rules(),
                               api_token_rules(),
                               node_rules(),
                               flavor_rules(),
                               storage_rules(),
                               training_job_rules(),
                               code_package_rules(),
                               upload_rules(),
                               alert_rules(),
                               model_rules(),
                               model_version_rules(),
                               fine_tune_rules(),
                               base_dataset_rules(),
                               labeled_dataset_rules(),
                               dataset_version_rules(),
                               clean_task_rules()};
  static const Rules kNone{};
  for (const Rules& r : kAll)
    if (r.kind == &kind) return r;
  return kNone;
}

}  // namespace millrace::domain
