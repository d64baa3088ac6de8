#include "api/may_use.h"

#include <fmt/core.h>

#include "api/authorize.h"
#include "resource/labeled_dataset.h"
#include "store/table.h"

namespace millrace::api {

using resource::LabeledDataset;

Error unseen(Error refused, const std::string& field, const resource::Kind& kind,
             const std::string& reference) {
  Error out = base::invalid_field(field, fmt::format("names no {}: \"{}\"", kind.name, reference));
  out.notes = std::move(refused).notes;
  return out;
}

Result<void> may_use_dataset(store::ReadTx& tx, const Call& call, const std::string& id,
                             const std::string& field) {
  const auto dataset = store::Table<LabeledDataset>().get(tx, id);
  if (!dataset)
    return dataset.error().code == ErrorCode::kNotFound ? Result<void>() : dataset.error();
  auto allowed = authorize_object(call.actor, LabeledDataset::kind(), "get", *dataset);
  if (allowed || allowed.error().code != ErrorCode::kNotFound) return allowed;
  return unseen(std::move(allowed).error(), field, LabeledDataset::kind(), dataset->name);
}

}  // namespace millrace::api
