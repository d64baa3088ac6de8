#include "objects/registered.h"

#include <fmt/core.h>

#include "objects/folder_store.h"
#include "objects/mounts.h"

namespace millrace::objects {

Result<std::unique_ptr<ObjectStore>> open_registered(const resource::Storage& storage,
                                                     const Surroundings& around) {
  if (storage.type == resource::StorageType::kS3)
    return fail(ErrorCode::kInvalid, "s3 storages cannot be opened yet");
  return std::unique_ptr<ObjectStore>(std::make_unique<FolderStore>(
      FolderOptions{
          .root = storage.path, .mount_point = storage.mount_point, .mountinfo = own_mountinfo},
      around.rng));
}

Result<std::string> find_mount_point(const std::string& path) {
  TRY_ASSIGN(const std::string text, own_mountinfo());
  std::string mount = mount_point_of(text, path);
  if (mount == "/")
    return base::invalid_field(
        "path", fmt::format("lies on this machine's own disk: nothing is mounted at {} or above; "
                            "mount the file system, or register it as type local",
                            path));
  return mount;
}

}  // namespace millrace::objects
