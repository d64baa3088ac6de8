// The rows that all workloads' tables begin with. Included by the .cc of each workload kind.
#pragma once
#include "resource/workload.h"

namespace millrace::resource {

inline constexpr std::array kWorkloadFields{
    describe::field<&Workload::description>("description", Access::kMutable, "Free text.",
                                            {.limits = {.max_length = 128}}),
    describe::field<&Workload::cluster>("cluster", Access::kCreateOnly,
                                        "Id or name of the cluster; empty: the default one."),
    describe::field<&Workload::quota>(
        "quota", Access::kCreateOnly,
        "Resource quota; null: the cluster's free resources, first in first out."),
    describe::field<&Workload::flavor>("flavor", Access::kMutable,
                                       "Id or name of the flavor of each instance.",
                                       {.index = Index::kFilter, .required = true}),
    describe::field<&Workload::env>("env", Access::kMutable, "Environment variables.",
                                    {.limits = {.max_items = 256}}),
    describe::field<&Workload::priority>("priority", Access::kMutable,
                                         "1 (least) to 9; higher starts first.",
                                         {.limits = {.min = 1, .max = 9}, .index = Index::kFilter}),
    describe::field<&Workload::start>("start", Access::kWriteOnly, "Start right after creation."),
    describe::field<&Workload::source>("source", Access::kServer,
                                       "Where it was made: training_job, code_package, copy."),
    describe::field<&Workload::state>("state", Access::kServer,
                                      "State of the current run; idle before the first."),
    describe::field<&Workload::state_reason>(
        "state_reason", Access::kServer,
        "Reason code; never empty for queued, failed and recovering."),
    describe::field<&Workload::state_message>("state_message", Access::kServer,
                                              "The reason in words."),
    describe::field<&Workload::current_run>("current_run", Access::kServer, "Id of the newest run.",
                                            {.index = Index::kFilter}),
    describe::field<&Workload::flavor_name>("flavor_name", Access::kServer, "Name of the flavor."),
    describe::field<&Workload::run_count>("run_count", Access::kServer, "Runs so far."),
    describe::field<&Workload::started_at>("started_at", Access::kServer,
                                           "When the current run began to run."),
    describe::field<&Workload::ended_at>("ended_at", Access::kServer,
                                         "When the current run ended."),
    describe::field<&Workload::duration_ms>("duration_ms", Access::kServer,
                                            "How long the ended current run ran."),
    describe::field<&Workload::restart_pending>("restart_pending", Access::kServer,
                                                "A new run begins once the current one has ended.",
                                                {.index = Index::kFilter}),
    describe::field<&Workload::restart_by>("restart_by", Access::kServer,
                                           "Id of the user who asked for the restart."),
    describe::field<&Workload::progress>(
        "progress", Access::kServer, "What the run last reported: step, total_steps, loss, eta_s."),
};

// The `Kind::state` of every workload.
inline std::string_view workload_state(const Object& o) {
  return word(static_cast<const Workload&>(o).state);
}

}  // namespace millrace::resource
