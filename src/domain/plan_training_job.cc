#include "domain/plan_training_job.h"

#include <fmt/core.h>

#include <algorithm>

namespace millrace::domain {
namespace {

using protocol::EnvironmentVariable;
using protocol::Mount;
using protocol::MountAccess;
using resource::TrainingJob;

constexpr std::string_view kCode = "/work/mount/code";
constexpr std::string_view kHome = "/work/home";
constexpr std::string_view kOutput = "/work/output";

// Names that the platform gives its own meaning.
bool reserved(std::string_view name) {
  return name.starts_with("PET_") || name.starts_with("MILLRACE_") || name == "MASTER_ADDR" ||
         name == "MASTER_PORT" || name == "WORLD_SIZE" || name == "RANK" || name == "LOCAL_RANK" ||
         name == "NODE_NAME";
}

std::vector<EnvironmentVariable> environment(const TrainingJob& job, int instances,
                                             std::int64_t cards) {
  std::vector<EnvironmentVariable> out;
  for (const auto& variable : job.env)
    if (!reserved(variable.name)) out.push_back(variable);
  const auto set = [&](std::string name, std::string value) {
    out.push_back({std::move(name), std::move(value)});
  };
  const std::int64_t processes = std::max<std::int64_t>(1, cards);
  const std::string port = std::to_string(kMasterPort);
  set("PET_NNODES", std::to_string(instances));
  set("PET_NPROC_PER_NODE", std::to_string(processes));
  set("PET_MASTER_ADDR", "127.0.0.1");
  set("PET_MASTER_PORT", port);
  set("MASTER_ADDR", "127.0.0.1");
  set("MASTER_PORT", port);
  if (processes == 1)
    set("WORLD_SIZE", std::to_string(instances));  // with more, torchrun counts itself
  set("MILLRACE_OUTPUT_DIR", std::string(kOutput));
  return out;
}

std::string join_path(std::string folder, const std::string& below) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  return below.empty() ? folder : folder + "/" + below;
}

Result<std::vector<Mount>> mounts(const TrainingJob& job, const PlanInputs& inputs) {
  std::vector<Mount> out;
  if (inputs.code) out.push_back({inputs.code->folder, std::string(kCode), inputs.code->access});
  for (const auto& wanted : job.file_storages) {
    const auto storage = inputs.storages.find(wanted.storage);
    if (storage == inputs.storages.end())
      return fail(ErrorCode::kInternal, "a storage of the job was not looked up");
    const bool writable = !wanted.read_only && !storage->second.read_only;
    out.push_back({join_path(storage->second.path, wanted.path), wanted.mount_path,
                   writable ? MountAccess::kReadWrite : MountAccess::kReadOnly});
  }
  return out;
}

std::string requirements(const TrainingJob& job, const PlanInputs& inputs) {
  std::string out = inputs.code ? inputs.code->requirements : "";
  if (!out.empty() && !out.ends_with('\n')) out += '\n';
  return out + job.requirements;
}

}  // namespace

Result<protocol::RunSpec> plan_training_job(const TrainingJob& job, const PlanInputs& inputs) {
  const bool ddp = job.mode == resource::TrainingMode::kDdp;
  const int masters = ddp ? job.master_count : 1, workers = ddp ? job.worker_count : 0;
  protocol::Role role;
  role.name = ddp ? "master" : "main";
  role.replicas = masters;
  role.command = {"/bin/bash", "-c", job.command};
  role.env = environment(job, masters + workers, inputs.flavor.cards);
  role.working_directory = std::string(inputs.code ? kCode : kHome);
  role.resources = {.cpu_millis = inputs.flavor.cpu_millis,
                    .memory_bytes = inputs.flavor.memory_bytes,
                    .card_model = inputs.flavor.card_model,
                    .cards = inputs.flavor.cards};
  TRY_ASSIGN(role.mounts, mounts(job, inputs));
  protocol::RunSpec spec;
  spec.run_id = inputs.run_id;
  spec.workspace = job.workspace;
  spec.user = job.owner;
  spec.roles.push_back(role);
  if (workers > 0) {
    role.name = "worker";
    role.replicas = workers;
    spec.roles.push_back(std::move(role));
  }
  spec.egress = job.network;
  spec.stop_grace_s = job.stop_grace_s;
  spec.image = job.image;
  spec.requirements = requirements(job, inputs);
  return spec;
}

}  // namespace millrace::domain
