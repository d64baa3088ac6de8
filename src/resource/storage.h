// Registered storages: places for data that administrators have made known. Credentials in them are
// sealed (crypto/vault.h) before they come here.
#pragma once
#include "resource/object.h"

namespace millrace::resource {

enum class StorageType { kLocal, kPosix, kS3 };
// How the bucket is named in requests: as the first part of the path, or of the host.
enum class S3Addressing { kPath, kVirtualHost };

struct Storage : Object {
  std::string description;
  StorageType type = StorageType::kLocal;
  std::string path;         // local, posix: absolute, on the nodes; s3: a prefix, may be empty
  std::string mount_point;  // posix: what it must be mounted at, as it was when registered
  std::string endpoint;     // s3: https://host[:port]
  std::string bucket;
  std::string region = "us-east-1";
  S3Addressing addressing = S3Addressing::kPath;
  std::string ca_certificate;          // PEM; trusted instead of the system's
  std::string access_key, secret_key;  // sealed
  bool read_only = false;
  static const Kind& kind();
};

// Folders of the nodes, which runs see themselves; the rest is brought to them.
constexpr bool is_folder(const Storage& storage) {
  return storage.type != StorageType::kS3;
}

// A folder under /work/mount/, as a place in a run; words when it is none.
std::string_view check_mount_path(std::string_view text);

}  // namespace millrace::resource

namespace millrace::describe {
template <>
struct EnumWords<resource::StorageType> {
  static constexpr std::string_view kWords[] = {"local", "posix", "s3"};
};
template <>
struct EnumWords<resource::S3Addressing> {
  static constexpr std::string_view kWords[] = {"path", "virtual_host"};
};
}  // namespace millrace::describe
