// The explicit list of kinds: a new resource is one line here.
#include "resource/assets.h"
#include "resource/base_dataset.h"
#include "resource/clean_task.h"
#include "resource/fine_tune.h"
#include "resource/labeled_dataset.h"
#include "resource/machines.h"
#include "resource/model.h"
#include "resource/people.h"
#include "resource/run.h"
#include "resource/training_job.h"

namespace millrace::resource {

std::span<const Kind* const> all_kinds() {
  static const Kind* const kKinds[] = {
      &User::kind(),           &Workspace::kind(),
      &Member::kind(),         &ApiToken::kind(),
      &Cluster::kind(),        &Node::kind(),
      &Flavor::kind(),         &Storage::kind(),
      &TrainingJob::kind(),    &Run::kind(),
      &CodePackage::kind(),    &Upload::kind(),
      &Alert::kind(),          &Model::kind(),
      &ModelVersion::kind(),   &ShareCode::kind(),
      &FineTune::kind(),       &BaseDataset::kind(),
      &LabeledDataset::kind(), &DatasetVersion::kind(),
      &DatasetImport::kind(),  &CleanTask::kind(),
  };
  return kKinds;
}

}  // namespace millrace::resource
