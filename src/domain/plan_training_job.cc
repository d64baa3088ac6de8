#include "domain/plan_training_job.h"

#include "domain/plan_run.h"

namespace millrace::domain {
namespace {

using protocol::Mount;
using protocol::MountAccess;
using resource::TrainingJob;

constexpr std::string_view kCode = "/work/mount/code";
constexpr std::string_view kHome = "/work/home";

Mount staged(const resource::Storage& storage, const std::string& path,
             const std::string& mount_path) {
  return {below("/" + storage.id, path), mount_path, MountAccess::kStaged};
}

Result<std::vector<Mount>> mounts(const TrainingJob& job, const PlanInputs& inputs) {
  std::vector<Mount> out;
  if (inputs.code) out.push_back({inputs.code->folder, std::string(kCode), inputs.code->access});
  for (const auto& wanted : job.file_storages) {
    const auto storage = inputs.storages.find(wanted.storage);
    if (storage == inputs.storages.end())
      return fail(ErrorCode::kInternal, "a storage of the job was not looked up");
    const bool writable = !wanted.read_only && !storage->second.read_only;
    out.push_back({below(storage->second.path, wanted.path), wanted.mount_path,
                   writable ? MountAccess::kReadWrite : MountAccess::kReadOnly});
  }
  for (const auto& wanted : job.object_storages) {
    const auto storage = inputs.storages.find(wanted.storage);
    if (storage == inputs.storages.end())
      return fail(ErrorCode::kInternal, "a storage of the job was not looked up");
    out.push_back(staged(storage->second, wanted.path, wanted.mount_path));
  }
  for (const auto& [dataset, storage] : inputs.data) {
    const bool writable = !dataset.read_only && !storage.read_only;
    if (resource::is_folder(storage))
      out.push_back({below(storage.path, dataset.path), dataset.mount_path,
                     writable ? MountAccess::kReadWrite : MountAccess::kReadOnly});
    else
      out.push_back(staged(storage, dataset.path, dataset.mount_path));
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
  role.env = run_environment(job.env, masters + workers, inputs.flavor.cards);
  role.working_directory = std::string(inputs.code ? kCode : kHome);
  role.resources = resources_of(inputs.flavor);
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
