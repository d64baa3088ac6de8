// A clean task names a data set that its writer must be allowed to see.
#include "api/hooks_of_kinds.h"
#include "api/may_use.h"
#include "api/workload_start.h"
#include "resource/clean_task.h"

namespace millrace::api {
namespace {

Result<void> may_use(store::ReadTx& tx, const Call& call, const resource::Object& object,
                     const json::Value&) {
  return may_use_dataset(tx, call, static_cast<const resource::CleanTask&>(object).dataset,
                         "dataset");
}

}  // namespace

CollectionHooks clean_task_hooks() {
  return {.kind = &resource::CleanTask::kind(), .after_write = start_if_asked, .may_use = may_use};
}

}  // namespace millrace::api
