// From what is asked (InstanceSpec) to how it is held here (ShimPlan). Pure.
#pragma once
#include "runtime/local/layout.h"
#include "runtime/local/machine.h"

namespace millrace::runtime {

struct PlanInputs {
  Layout layout{};
  std::string shim_program{};
  std::string sandbox_program{};
  Rights rights = Rights::kUser;
  std::int64_t uid = -1, gid = -1;  // of the user; our own where we are not root
  std::int64_t workspace_gid = -1;
  CgroupHome cgroups{};
  std::vector<shim::RootEntry> root{};
  std::string network_namespace{};
  std::string user_network{};  // program that leads out where we are not root
  std::vector<protocol::EnvironmentVariable> operator_env{};  // PIP_INDEX_URL, HTTPS_PROXY, …
  std::int64_t log_segment_bytes = 8 << 20, log_bytes_max = 256 << 20, pids_max = 4096;
};

shim::ShimPlan plan_instance(const PlanInputs&, const AttemptKey&, const protocol::InstanceSpec&);

// Name of the instance's control groups and network, unique on this machine and data folder.
std::string group_name(const AttemptKey& key, std::int64_t instance);

// Files of /etc made for the instance: name → content.
struct EtcFile {
  std::string name{};
  std::string content{};
};
std::vector<EtcFile> etc_files(const PlanInputs& in, const shim::ShimPlan& plan);

// What the requirements' environment is kept under: it holds whatever their installers did as this
// user, so it is never shared with another.
std::string venv_hash(const protocol::InstanceSpec& spec);

}  // namespace millrace::runtime
