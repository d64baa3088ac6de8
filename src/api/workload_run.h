// The run that a path under a workload names, seen and allowed. Functions.
#pragma once
#include "api/services.h"
#include "domain/planners.h"
#include "resource/run.h"

namespace millrace::api {

using domain::workload_kinds;

struct WorkloadRun {
  std::unique_ptr<resource::Object> workload;
  resource::Run run;
};
// {ws}, {id} and {run} ("current" is the newest) of the path.
Result<WorkloadRun> workload_run(const Call& call, const resource::Kind& kind,
                                 std::string_view verb);
// {instance} of the path.
Result<std::int64_t> instance_of(const Call& call, const resource::Run& run);

}  // namespace millrace::api
