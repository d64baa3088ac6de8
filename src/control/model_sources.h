// The folder of a new model version, built at a staging place from wherever its files come from.
// Interrupted at any point it is simply built again. Blocking.
#pragma once
#include <functional>

#include "control/url_source.h"
#include "packages/package_store.h"
#include "resource/model.h"
#include "runtime/runtime.h"

namespace millrace::control {

struct ModelSourceParts {
  runtime::Runtime& runtime;
  packages::PackageStore& contents;  // of model versions, by their ids
  io::FileSystem& files;
  Clock& clock;
  std::function<std::string(const std::string& id)> upload_path{};
  std::string presets{};  // folder of the models that come with the installation
  UrlLimits url{};
};

// The content of an imported version; `copied` is the version that a share code stood for. Not for
// mounted ones: their files stay where they are.
Result<packages::Content> import_content(const ModelSourceParts& parts,
                                         const resource::ModelVersion& version,
                                         const resource::ModelVersion* copied,
                                         ImportProgress& progress);

}  // namespace millrace::control
