#include "protocol/run_spec.h"

#include "describe/names.h"

namespace millrace::describe {
using protocol::EnvironmentVariable;
using protocol::ExitRecord;
using protocol::InstanceSpec;
using protocol::Mount;
using protocol::NamedPort;
using protocol::Resources;
using protocol::Role;
using protocol::RunSpec;

namespace {
constexpr Access kSet = Access::kMutable;

constexpr Field kEnvironmentFields[] = {
    field<&EnvironmentVariable::name>(
        "name", kSet, "Name.",
        {.limits = {.min_length = 1, .max_length = 255, .check_text = check_environment_name},
         .required = true}),
    field<&EnvironmentVariable::value>("value", kSet, "Value.",
                                       {.limits = {.max_length = 32'768}, .required = true})};
constexpr Field kResourcesFields[] = {
    field<&Resources::cpu_millis>("cpu_millis", kSet, "Thousandths of a core.",
                                  {.limits = {.min = 1}}),
    field<&Resources::memory_bytes>("memory_bytes", kSet, "Bytes; 0 is no limit.",
                                    {.limits = {.min = 0}}),
    field<&Resources::pids>("pids", kSet, "Processes and threads at most; 0: as the node allows.",
                            {.limits = {.min = 0}}),
    field<&Resources::card_model>("card_model", kSet, "Card model; empty is none."),
    field<&Resources::cards>("cards", kSet, "Whole cards.", {.limits = {.min = 0}})};
constexpr Field kMountFields[] = {
    field<&Mount::source>("source", kSet, "Folder on the node.", {.required = true}),
    field<&Mount::target>("target", kSet, "Folder inside.", {.required = true}),
    field<&Mount::access>("access", kSet, "read_only or read_write.")};
constexpr Field kPortFields[] = {
    field<&NamedPort::name>("name", kSet, "Name.", {.required = true}),
    field<&NamedPort::port>("port", kSet, "TCP port inside.",
                            {.limits = {.min = 1, .max = 65535}, .required = true})};
constexpr Field kRoleFields[] = {
    field<&Role::name>("name", kSet, "master, worker, main."),
    field<&Role::replicas>("replicas", kSet, "Instances of this role.",
                           {.limits = {.min = 0, .max = 4096}}),
    field<&Role::command>("command", kSet, "Arguments, the program first."),
    field<&Role::env>("env", kSet, "Environment."),
    field<&Role::working_directory>("working_directory", kSet, "Where the command starts."),
    field<&Role::resources>("resources", kSet, "What each instance may use."),
    field<&Role::mounts>("mounts", kSet, "Folders shown inside."),
    field<&Role::ports>("ports", kSet, "Ports served.")};
constexpr Field kRunFields[] = {
    field<&RunSpec::run_id>("run_id", kSet, "Run."),
    field<&RunSpec::workspace>("workspace", kSet, "Workspace id."),
    field<&RunSpec::user>("user", kSet, "User id."),
    field<&RunSpec::roles>("roles", kSet, "Roles."),
    field<&RunSpec::gang>("gang", kSet, "Start all or none."),
    field<&RunSpec::egress>("egress", kSet, "Reach outside."),
    field<&RunSpec::network>("network", kSet, "Who shares 127.0.0.1: run or instance."),
    field<&RunSpec::stop_grace_s>("stop_grace_s", kSet, "Seconds from SIGTERM to SIGKILL.",
                                  {.limits = {.min = 0, .max = 86'400}}),
    field<&RunSpec::image>("image", kSet, "Root filesystem."),
    field<&RunSpec::requirements>("requirements", kSet, "pip requirements."),
    field<&RunSpec::resume_runs>("resume_runs", kSet,
                                 "Earlier runs whose checkpoints it may go on from.")};
constexpr Field kInstanceFields[] = {
    field<&InstanceSpec::run_id>("run_id", kSet, "Run."),
    field<&InstanceSpec::attempt>("attempt", kSet, "Attempt, from 1."),
    field<&InstanceSpec::instance>("instance", kSet, "Instance, from 0."),
    field<&InstanceSpec::node>("node", kSet, "Node id."),
    field<&InstanceSpec::workspace>("workspace", kSet, "Workspace id."),
    field<&InstanceSpec::user>("user", kSet, "User id."),
    field<&InstanceSpec::command>("command", kSet, "Arguments."),
    field<&InstanceSpec::env>("env", kSet, "Environment."),
    field<&InstanceSpec::working_directory>("working_directory", kSet, "Where the command starts."),
    field<&InstanceSpec::resources>("resources", kSet, "What it may use."),
    field<&InstanceSpec::cards>("cards", kSet, "Card indexes on the node."),
    field<&InstanceSpec::mounts>("mounts", kSet, "Folders shown inside."),
    field<&InstanceSpec::ports>("ports", kSet, "Ports served."),
    field<&InstanceSpec::egress>("egress", kSet, "Reach outside."),
    field<&InstanceSpec::network>("network", kSet, "Who shares 127.0.0.1: run or instance."),
    field<&InstanceSpec::stop_grace_s>("stop_grace_s", kSet, "Seconds from SIGTERM to SIGKILL."),
    field<&InstanceSpec::image>("image", kSet, "Root filesystem."),
    field<&InstanceSpec::requirements>("requirements", kSet, "pip requirements."),
    field<&InstanceSpec::resume_run>("resume_run", kSet, "Run whose output is shown for resuming."),
    field<&InstanceSpec::log_bytes_max>("log_bytes_max", kSet,
                                        "Log bytes kept; 0: as the node is configured.")};
constexpr Field kExitFields[] = {
    field<&ExitRecord::exit_code>("exit_code", kSet, "Of a normal exit."),
    field<&ExitRecord::signal>("signal", kSet, "That killed it."),
    field<&ExitRecord::out_of_memory>("out_of_memory", kSet, "Killed for memory."),
    field<&ExitRecord::stopped>("stopped", kSet, "Asked to stop."),
    field<&ExitRecord::start_error>("start_error", kSet, "Why it never ran."),
    field<&ExitRecord::duration_ms>("duration_ms", kSet, "Milliseconds it ran."),
    field<&ExitRecord::ended_at_ms>("ended_at_ms", kSet, "Wall clock at the end.")};

constexpr Table kEnvironment{kEnvironmentFields}, kResources{kResourcesFields},
    kMount{kMountFields}, kPort{kPortFields}, kRole{kRoleFields}, kRun{kRunFields},
    kInstance{kInstanceFields}, kExit{kExitFields};
}  // namespace

const Table& Described<EnvironmentVariable>::get() {
  return kEnvironment;
}
const Table& Described<Resources>::get() {
  return kResources;
}
const Table& Described<Mount>::get() {
  return kMount;
}
const Table& Described<NamedPort>::get() {
  return kPort;
}
const Table& Described<Role>::get() {
  return kRole;
}
const Table& Described<RunSpec>::get() {
  return kRun;
}
const Table& Described<InstanceSpec>::get() {
  return kInstance;
}
const Table& Described<ExitRecord>::get() {
  return kExit;
}

}  // namespace millrace::describe
