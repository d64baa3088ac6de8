// The labelled data set of a call's path, and its rows in the version that the call means.
// Functions.
#pragma once
#include <memory>
#include <optional>

#include "api/services.h"
#include "domain/dataset_ops.h"

namespace millrace::api {

Result<resource::LabeledDataset> dataset_of(const Call& call, std::string_view verb);

// Its rows as the query's "version" says; without one as they are now.
struct DatasetRows {
  resource::LabeledDataset dataset{};
  std::optional<resource::DatasetVersion> version{};  // none: nothing was ever imported
  std::shared_ptr<rows::RowSet> set{};
};
Result<DatasetRows> rows_of(const Call& call, std::string_view verb);

}  // namespace millrace::api
