#include "resource/run.h"

namespace millrace::resource {
namespace {
using describe::field;
constexpr Access kS = Access::kServer;

constexpr std::array kFields{
    field<&Run::workload_kind>("workload_kind", kS, "Kind of the workload."),
    field<&Run::workload>("workload", kS, "Id of the workload.", {.index = Index::kFilter}),
    field<&Run::workload_name>("workload_name", kS, "Name of the workload when it was started."),
    field<&Run::number>("number", kS, "Counts the workload's runs from 1."),
    field<&Run::cluster>("cluster", kS, "Id of the cluster."),
    field<&Run::priority>("priority", kS, "1 (least) to 9."),
    field<&Run::stop_grace_s>("stop_grace_s", kS, "Seconds from SIGTERM to SIGKILL."),
    field<&Run::spec>("spec", kS, "The run specification, frozen at the request."),
    field<&Run::fault_tolerance>("fault_tolerance", kS, "What happens after a fault."),
    field<&Run::desired>("desired", kS, "run or stop."),
    field<&Run::state>("state", kS, "State."),
    field<&Run::state_reason>("state_reason", kS, "Reason code."),
    field<&Run::state_message>("state_message", kS, "The reason in words."),
    field<&Run::attempt>("attempt", kS, "Restarts begin new attempts; 0: none yet."),
    field<&Run::instances>("instances", kS, "Its instances.", {.limits = {.max_items = 8'192}}),
    field<&Run::faults>("faults", kS, "Faults so far.", {.limits = {.max_items = 1'024}}),
    field<&Run::restarts>("restarts", kS, "Restarts so far by kind of fault."),
    field<&Run::first_failed_instance>("first_failed_instance", kS,
                                       "The instance that failed first; -1: none."),
    field<&Run::resume_from>("resume_from", kS, "Checkpoint that the present attempt starts from."),
    field<&Run::resume_run>("resume_run", kS,
                            "Id of the earlier run that checkpoint is from; empty: of this run."),
    field<&Run::queued_at>("queued_at", kS, "When it began to wait."),
    field<&Run::starting_at>("starting_at", kS, "When its resources were given."),
    field<&Run::started_at>("started_at", kS, "When its command first ran."),
    field<&Run::ended_at>("ended_at", kS, "When it ended."),
    field<&Run::progress>("progress", kS, "Last report: step, total_steps, loss, eta_s."),
    field<&Run::frozen>("frozen", kS,
                        "What the names in the workload meant: ids and content hashes."),
    field<&Run::active>("active", kS, "Not ended yet.", {.index = Index::kFilter}),
};
constexpr describe::Table kTable{kFields};
constexpr Kind kKind{
    .name = "run",
    .plural = "runs",
    .table_name = "run",
    .table = &kTable,
    .make = make_object<Run>, .clone = clone_object<Run>,
    .state = [](const Object& o) { return word(static_cast<const Run&>(o).state); },
    .doc = "One start of a workload.",
    .user_creates = false,
    .user_updates = false,
    .user_deletes = false,
    .name_limits = {.min_length = 1, .max_length = 96}};
}  // namespace

const Kind& Run::kind() { return kKind; }

}  // namespace millrace::resource

namespace millrace::describe {
namespace {
using resource::RunFault;
using resource::RunInstance;
constexpr Access kS = Access::kServer;

constexpr Field kInstanceFields[] = {
    field<&RunInstance::index>("index", kS, "From 0."),
    field<&RunInstance::role>("role", kS, "main, master or worker."),
    field<&RunInstance::node>("node", kS, "Id of the node; empty while not placed."),
    field<&RunInstance::node_name>("node_name", kS, "Name of the node."),
    field<&RunInstance::cards>("cards", kS, "Card indexes on the node."),
    field<&RunInstance::state>("state", kS, "State."),
    field<&RunInstance::exit>("exit", kS, "How it ended."),
    field<&RunInstance::started_at>("started_at", kS, "When its command began."),
    field<&RunInstance::ended_at>("ended_at", kS, "When it ended."),
};
constexpr Field kFaultFields[] = {
    field<&RunFault::kind>("kind", kS, "Kind of fault."),
    field<&RunFault::reason>("reason", kS, "Reason code."),
    field<&RunFault::attempt>("attempt", kS, "Attempt."),
    field<&RunFault::instance>("instance", kS, "Instance."),
    field<&RunFault::happened_at>("happened_at", kS, "When it happened."),
    field<&RunFault::detection_s>("detection_s", kS, "Seconds until it was seen."),
    field<&RunFault::handling_s>("handling_s", kS,
                                 "Seconds until everything of the attempt was gone."),
    field<&RunFault::recovery_s>("recovery_s", kS, "Seconds until the run was running again."),
};
constexpr Table kInstanceTable{kInstanceFields}, kFaultTable{kFaultFields};
}  // namespace
const Table& Described<RunInstance>::get() { return kInstanceTable; }
const Table& Described<RunFault>::get() { return kFaultTable; }
}  // namespace millrace::describe
