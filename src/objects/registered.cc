#include "objects/registered.h"

#include <fmt/core.h>

#include "objects/folder_store.h"
#include "objects/mounts.h"
#include "objects/s3_store.h"

namespace millrace::objects {

namespace {

Result<S3Options> s3_options(const resource::Storage& storage, const crypto::Vault& vault) {
  S3Options out{.endpoint = storage.endpoint,
                .bucket = storage.bucket,
                .ca_pem = storage.ca_certificate,
                .prefix = storage.path};
  if (storage.addressing == resource::S3Addressing::kVirtualHost)
    out.addressing = Addressing::kVirtualHost;
  while (out.prefix.ends_with('/')) out.prefix.pop_back();
  if (!out.prefix.empty()) out.prefix += '/';
  out.keys.region = storage.region;
  TRY_ASSIGN(out.keys.access_key, vault.open(storage.access_key));
  TRY_ASSIGN(out.keys.secret_key, vault.open(storage.secret_key));
  return out;
}

}  // namespace

Result<std::unique_ptr<ObjectStore>> open_registered(const resource::Storage& storage,
                                                     const Surroundings& around) {
  if (storage.type == resource::StorageType::kS3) {
    TRY_ASSIGN(S3Options options, s3_options(storage, around.vault));
    return std::unique_ptr<ObjectStore>(
        std::make_unique<S3Store>(std::move(options), around.clock, around.rng));
  }
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
