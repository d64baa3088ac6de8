// Base data sets: a folder of a registered storage under a name, shown to runs. The platform owns
// none of the data.
#pragma once
#include "resource/storage.h"

namespace millrace::resource {

enum class DatasetState { kReady };
// Who beside the owner sees it and mounts it.
enum class DatasetVisibility { kOwner, kWorkspaces };

struct BaseDataset : Object {
  std::string description;
  std::string storage;  // id
  std::string path;     // below it
  DatasetVisibility visibility = DatasetVisibility::kOwner;
  std::vector<std::string> workspaces;  // ids; their developers
  std::string mount_path;
  bool read_only = false;
  StorageType storage_type = StorageType::kLocal;
  std::string storage_name;
  DatasetState state = DatasetState::kReady;
  static const Kind& kind();
};

// Where it is mounted unless its owner has said otherwise.
std::string default_mount_path(const std::string& dataset_name);

}  // namespace millrace::resource

namespace millrace::describe {
template <>
struct EnumWords<resource::DatasetState> {
  static constexpr std::string_view kWords[] = {"ready"};
};
template <>
struct EnumWords<resource::DatasetVisibility> {
  static constexpr std::string_view kWords[] = {"owner", "workspaces"};
};
}  // namespace millrace::describe
