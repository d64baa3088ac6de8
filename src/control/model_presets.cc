// Models that come with the installation: each folder below the presets' folder is one, and a new
// content under the same name a new version of it.
#include <sys/stat.h>

#include "archive/tree_hash.h"
#include "base/log.h"
#include "control/model_imports.h"
#include "domain/crud.h"
#include "store/table.h"

namespace millrace::control {

using resource::Model;
using resource::ModelVersion;
using store::Table;

namespace {

// The preset's row, made where absent.
Result<Model> preset_model(store::Tx& tx, const std::string& name) {
  auto found = Table<Model>().get_by_name(tx, "", name);
  if (found || found.error().code != ErrorCode::kNotFound) return found;
  Model model;
  model.name = name;
  model.preset = true;
  TRY(domain::create(tx, domain::system_actor(), Model::kind(), "", model));
  return model;
}

}  // namespace

Result<void> ModelImports::register_presets() {
  const std::string& folder = parts_.sources.presets;
  io::FileSystem& files = parts_.sources.files;
  if (folder.empty() || !io::exists(files, folder)) return {};
  TRY_ASSIGN(const auto names, files.list(folder));
  for (const auto& name : names) {
    const auto info = files.stat(folder + "/" + name);
    if (!info || info->type != io::FileInfo::Type::kDirectory || name.starts_with('.')) continue;
    if (auto done = register_preset(name); !done)
      log_warning("models", "a preset model could not be registered",
                  {{"model", name}, {"error", done.error().to_string()}});
  }
  return {};
}

Result<void> ModelImports::register_preset(const std::string& name) {
  if (const auto words = Model::kind().name_limits.check_text(name); !words.empty())
    return base::invalid_field("name", std::string(words));
  TRY_ASSIGN(const auto hash, archive::hash_tree(parts_.sources.presets + "/" + name));
  std::optional<ModelVersion> made;
  TRY(parts_.store.write([&](store::Tx& tx) -> Result<void> {
    made.reset();
    TRY_ASSIGN(const Model model, preset_model(tx, name));
    TRY_ASSIGN(const auto versions,
               Table<ModelVersion>().all(tx, {.filter = {store::where("model", model.id)}}));
    if (!versions.empty() && versions.front().sha256 == hash.hex) return {};
    ModelVersion version;
    version.model = model.id;
    version.origin = resource::VersionOrigin::kPreset;
    TRY(domain::create(tx, domain::system_actor(), ModelVersion::kind(), "", version));
    made = std::move(version);
    return {};
  }));
  if (made) import(std::move(*made));
  return {};
}

}  // namespace millrace::control
