#include "api/dataset_access.h"

#include "api/authorize.h"

namespace millrace::api {

using resource::DatasetVersionState;
using resource::LabeledDataset;

Result<LabeledDataset> dataset_of(const Call& call, std::string_view verb) {
  TRY_ASSIGN(const auto object, object_of(call, LabeledDataset::kind(), verb));
  return static_cast<const LabeledDataset&>(*object);
}

Result<DatasetRows> rows_of(const Call& call, std::string_view verb) {
  DatasetRows out;
  TRY_ASSIGN(out.dataset, dataset_of(call, verb));
  const std::string* wanted = call.request.query_value("version");
  std::optional<resource::DatasetVersion> newest;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(newest, domain::version_of_dataset(tx, out.dataset, ""));
    out.version = newest;
    if (wanted == nullptr) return {};
    TRY_ASSIGN(out.version, domain::version_of_dataset(tx, out.dataset, *wanted));
    return {};
  }));
  rows::Library& library = call.services.library;
  if (wanted != nullptr && out.version && out.version->state == DatasetVersionState::kPublished) {
    TRY_ASSIGN(out.set,
               library.published(out.dataset.id, out.version->segments, out.version->edits_end));
    return out;
  }
  TRY_ASSIGN(out.set,
             library.live(out.dataset.id, newest ? newest->segments : std::vector<std::string>()));
  return out;
}

}  // namespace millrace::api
