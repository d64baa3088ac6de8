#include <algorithm>

#include "base/strings.h"
#include "domain/rules_of_kinds.h"
#include "domain/rules_workload.h"
#include "domain/sharing.h"
#include "domain/storage_ops.h"
#include "resource/assets.h"
#include "resource/base_dataset.h"
#include "resource/machines.h"
#include "resource/storage.h"
#include "resource/training_job.h"
#include "store/table.h"

namespace millrace::domain {

namespace {

using resource::Object;
using resource::TrainingJob;
using store::Table;
using store::Tx;

// By id or name, of the workspace or made visible there.
Result<resource::BaseDataset> base_dataset_of(Tx& tx, const Actor& actor,
                                              const std::string& workspace,
                                              const std::string& reference) {
  using resource::BaseDataset;
  auto own = Table<BaseDataset>().find(tx, workspace, reference);
  if (own || own.error().code != ErrorCode::kNotFound) return own;
  TRY_ASSIGN(const auto shared,
             find_shared(tx, BaseDataset::kind(), {actor.user_id, workspace}, reference));
  return static_cast<const BaseDataset&>(*shared);
}

// Where things are mounted in the job; none lies in another.
class Targets {
 public:
  Result<void> add(const std::string& target, const std::string& field) {
    if (target == "/work/mount/code")
      return base::invalid_field(field, "is where the code package is mounted");
    for (const auto& other : taken_) {
      if (other == target)
        return base::invalid_field(field, "would be mounted at " + target + ", as another is");
      if (other.starts_with(target + "/") || target.starts_with(other + "/"))
        return base::invalid_field(
            field, "would be mounted at " + target + ", which has a part in common with " + other);
    }
    taken_.push_back(target);
    return {};
  }

 private:
  std::vector<std::string> taken_;
};

enum class Kept { kInFolders, kAsObjects };

Result<void> resolve_storages(Tx& tx, std::vector<resource::StorageMount>& mounts,
                              const std::string& field, Kept kept, Targets& targets) {
  for (std::size_t i = 0; i < mounts.size(); ++i) {
    const std::string path = describe::item_path(field, i);
    TRY_ASSIGN(mounts[i].storage,
               resolve(tx, resource::Storage::kind(), "", mounts[i].storage, path + ".storage"));
    TRY_ASSIGN(const auto storage, Table<resource::Storage>().get(tx, mounts[i].storage));
    if (kept == Kept::kInFolders) {
      TRY(require_folder(storage, path + ".storage"));
    } else if (resource::is_folder(storage)) {
      return base::invalid_field(path + ".storage",
                                 "is a folder of the nodes: name it in file_storages");
    } else if (!mounts[i].read_only) {
      return base::invalid_field(path + ".read_only",
                                 "must be true: data of s3 storages are brought to the node and "
                                 "not written back");
    }
    if (storage.read_only && !mounts[i].read_only)
      return base::invalid_field(path + ".read_only", "the storage is read-only");
    TRY(targets.add(mounts[i].mount_path, path + ".mount_path"));
  }
  return {};
}

// Those that the job had before stay, whoever changes the rest: whether they may still be used is
// asked at each start.
Result<void> resolve_datasets(Tx& tx, const Actor& actor, const TrainingJob* before,
                              TrainingJob& job, Targets& targets) {
  for (std::size_t i = 0; i < job.datasets.size(); ++i) {
    std::string& dataset = job.datasets[i];
    const std::string field = describe::item_path("datasets", i);
    const bool known = before != nullptr && std::ranges::count(before->datasets, dataset) > 0;
    auto found = known ? Table<resource::BaseDataset>().get(tx, dataset)
                       : base_dataset_of(tx, actor, job.workspace, dataset);
    if (!found && found.error().code == ErrorCode::kNotFound) {
      if (known) continue;  // it has gone since: the next start says so
      return base::invalid_field(field, "names no base_dataset: \"" + dataset + "\"");
    }
    TRY(found);
    dataset = found->id;
    TRY(targets.add(found->mount_path, field));
  }
  return {};
}

// Refused only where no node of the cluster could do it; without nodes it waits for one.
Result<void> check_network(Tx& tx, const TrainingJob& job) {
  if (job.network == protocol::Egress::kNone) return {};
  TRY_ASSIGN(const auto nodes,
             Table<resource::Node>().all(tx, {.filter = {store::where("cluster", job.cluster)}}));
  for (const auto& node : nodes)
    if (node.no_egress.empty()) return {};
  if (nodes.empty()) return {};
  return base::invalid_field(
      "network", "must be none: no node of the cluster lets runs reach the world outside (" +
                     nodes[0].no_egress + ")");
}

Result<void> refuse_later_fields(const TrainingJob& job) {
  const auto refuse = [](std::string field) {
    return base::invalid_field(std::move(field),
                               "must be empty: this server cannot mount these yet");
  };
  if (!job.models.empty()) return refuse("models");
  if (!job.preset_models.empty()) return refuse("preset_models");
  return {};
}

// By what the command and the requirements name; else what it runs in.
std::string framework_of(const TrainingJob& job) {
  constexpr std::pair<std::string_view, std::string_view> kTold[] = {{"torch", "PyTorch"},
                                                                     {"deepspeed", "PyTorch"},
                                                                     {"mindspore", "MindSpore"},
                                                                     {"tensorflow", "TensorFlow"},
                                                                     {"paddle", "PaddlePaddle"}};
  const std::string text = base::to_lower(job.command + "\n" + job.requirements);
  for (const auto& [word, name] : kTold)
    if (text.find(word) != text.npos) return std::string(name);
  return job.image;
}

Result<void> resolve_training_job(Tx& tx, const Actor& actor, const TrainingJob* before,
                                  TrainingJob& job) {
  TRY(resolve_placement(tx, job));
  if (job.image != "host")
    return base::invalid_field("image", "must be \"host\": this server has no other images yet");
  if (job.mode == resource::TrainingMode::kSingle && job.worker_count != 0)
    return base::invalid_field("worker_count", "must be 0 in mode single");
  if (job.fault_tolerance.restart_policy == resource::RestartPolicy::kSinglePod)
    return base::invalid_field("fault_tolerance.restart_policy",
                               "must be gang: restarting a single instance is not supported yet");
  TRY(check_network(tx, job));
  TRY(refuse_later_fields(job));
  Targets targets;
  TRY(resolve_storages(tx, job.file_storages, "file_storages", Kept::kInFolders, targets));
  TRY(resolve_storages(tx, job.object_storages, "object_storages", Kept::kAsObjects, targets));
  TRY(resolve_datasets(tx, actor, before, job, targets));
  if (!job.code_package.empty()) {
    TRY_ASSIGN(job.code_package, resolve(tx, resource::CodePackage::kind(), job.workspace,
                                         job.code_package, "code_package"));
  }
  job.framework = framework_of(job);
  return {};
}

Result<void> prepare_create(Tx& tx, const Actor& actor, Object& object) {
  auto& job = static_cast<TrainingJob&>(object);
  if (job.source.empty()) job.source = "training_job";
  return resolve_training_job(tx, actor, nullptr, job);
}

Result<void> prepare_update(Tx& tx, const Actor& actor, const Object& before, Object& after) {
  return resolve_training_job(tx, actor, &static_cast<const TrainingJob&>(before),
                              static_cast<TrainingJob&>(after));
}

}  // namespace

Rules training_job_rules() {
  return {.kind = &TrainingJob::kind(),
          .prepare_create = prepare_create,
          .prepare_update = prepare_update,
          .prepare_remove = remove_workload};
}

}  // namespace millrace::domain
