// What labelled data sets add to the generic verbs: their files go with them.
#include "api/hooks_of_kinds.h"
#include "base/log.h"
#include "resource/labeled_dataset.h"

namespace millrace::api {
namespace {

using resource::DatasetVersion;
using resource::LabeledDataset;

void report(const Result<void>& removed, const std::string& id) {
  if (!removed)
    log_warning("api", "files of a data set could not be removed",
                {{"id", id}, {"error", removed.error().to_string()}});
}

void remove_files(const Call& call, const resource::Object& object) {
  report(call.services.library.remove(object.id), object.id);
}

void remove_training_file(const Call& call, const resource::Object& object) {
  const auto& version = static_cast<const DatasetVersion&>(object);
  report(call.services.files.remove_tree(
             call.services.library.training_file(version.dataset, version.id)),
         version.id);
}

}  // namespace

CollectionHooks labeled_dataset_hooks() {
  return {.kind = &LabeledDataset::kind(), .after_remove = remove_files};
}
CollectionHooks dataset_version_hooks() {
  return {.kind = &DatasetVersion::kind(), .after_remove = remove_training_file};
}

}  // namespace millrace::api
