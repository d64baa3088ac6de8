#include "shim/plan.h"

namespace millrace::describe {
using shim::CgroupPlan;
using shim::InsideOrder;
using shim::RootEntry;
using shim::ShimPlan;

namespace {
constexpr Access kSet = Access::kMutable;

constexpr Field kCgroupFields[] = {
    field<&CgroupPlan::folders>("folders", kSet, "Controller to folder.")};
constexpr Field kRootFields[] = {
    field<&RootEntry::path>("path", kSet, "Inside and outside."),
    field<&RootEntry::link>("link", kSet, "Target, when it is a link.")};
constexpr Field kPlanFields[] = {
    field<&ShimPlan::shim_program>("shim_program", kSet, "This program."),
    field<&ShimPlan::sandbox_program>("sandbox_program", kSet, "bubblewrap."),
    field<&ShimPlan::uid>("uid", kSet, "User of the command."),
    field<&ShimPlan::gid>("gid", kSet, "Group of the command."),
    field<&ShimPlan::groups>("groups", kSet, "Further groups."),
    field<&ShimPlan::hostname>("hostname", kSet, "Name of the machine inside."),
    field<&ShimPlan::root>("root", kSet, "White list of the root."),
    field<&ShimPlan::mounts>("mounts", kSet, "Folders shown inside."),
    field<&ShimPlan::devices>("devices", kSet, "Device files shown inside."),
    field<&ShimPlan::cgroup>("cgroup", kSet, "Of the instance."),
    field<&ShimPlan::shim_cgroup>("shim_cgroup", kSet, "Of the shim."),
    field<&ShimPlan::network_namespace>("network_namespace", kSet, "To join."),
    field<&ShimPlan::user_network>("user_network", kSet, "Program that connects it."),
    field<&ShimPlan::env>("env", kSet, "Environment."),
    field<&ShimPlan::venv>("venv", kSet, "Virtual environment."),
    field<&ShimPlan::log_segment_bytes>("log_segment_bytes", kSet, "Bytes of one piece of log."),
    field<&ShimPlan::log_bytes_max>("log_bytes_max", kSet, "Log bytes kept."),
    field<&ShimPlan::pids_max>("pids_max", kSet, "Processes and threads at most.")};
constexpr Field kOrderFields[] = {
    field<&InsideOrder::uid>("uid", kSet, "User."),
    field<&InsideOrder::gid>("gid", kSet, "Group."),
    field<&InsideOrder::groups>("groups", kSet, "Further groups."),
    field<&InsideOrder::command>("command", kSet, "Arguments."),
    field<&InsideOrder::env>("env", kSet, "Environment."),
    field<&InsideOrder::working_directory>("working_directory", kSet, "Folder.")};

constexpr Table kCgroup{kCgroupFields}, kRoot{kRootFields}, kPlan{kPlanFields},
    kOrder{kOrderFields};
}  // namespace

const Table& Described<CgroupPlan>::get() {
  return kCgroup;
}
const Table& Described<RootEntry>::get() {
  return kRoot;
}
const Table& Described<ShimPlan>::get() {
  return kPlan;
}
const Table& Described<InsideOrder>::get() {
  return kOrder;
}

}  // namespace millrace::describe
