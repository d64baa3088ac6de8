// Registering a storage, or giving it new keys: it must be within reach and let us do what runs
// will ask for; and its folder must not be the server's own. Keys are sealed before they are
// stored.
#include <fmt/core.h>

#include "api/body.h"
#include "api/hooks_of_kinds.h"
#include "domain/storage_ops.h"
#include "objects/probe.h"
#include "objects/registered.h"
#include "resource/storage.h"

namespace millrace::api {
namespace {

using resource::Storage;
using resource::StorageType;

constexpr std::size_t kLongestKey = 512;

Result<void> check_own_place(const Call& call, const Storage& storage) {
  const auto real = call.services.files.real_path(storage.path);
  if (!real)
    return base::invalid_field("path", fmt::format("cannot be read: {}", real.error().message));
  const auto info = call.services.files.stat(*real);
  if (!info)
    return base::invalid_field("path", fmt::format("cannot be read: {}", info.error().message));
  if (info->type != io::FileInfo::Type::kDirectory)
    return base::invalid_field("path", "is not a folder");
  TRY_ASSIGN(const std::string data,
             call.services.files.real_path(call.services.settings.settings.server.data));
  const auto inside = [](const std::string& inner, const std::string& outer) {
    return inner == outer || inner.starts_with(outer + "/");
  };
  std::string given = storage.path;
  while (given.size() > 1 && given.ends_with('/')) given.pop_back();
  // Mounts of runs refuse links: users may write where they lie.
  if (given != *real)
    return base::invalid_field("path",
                               fmt::format("is a link or lies behind one; give \"{}\"", *real));
  if (*real == "/" || inside(*real, data) || inside(data, *real))
    return base::invalid_field("path", "holds, or lies in, the server's own data");
  return {};
}

// What came in the body is plain and is sealed here; what did not is sealed already.
Result<void> seal_keys(const Call& call, Storage& storage, Prepared& prepared) {
  TRY_ASSIGN(const json::Value body, json_body(call.request));
  for (const auto& [name, value] : {std::pair("access_key", &storage.access_key),
                                    std::pair("secret_key", &storage.secret_key)}) {
    if (body.find(name) == nullptr || value->empty()) continue;
    if (value->size() > kLongestKey)
      return base::invalid_field(name, fmt::format("must have at most {} bytes", kLongestKey));
    *value = call.services.vault.seal(*value, call.services.rng);
    prepared.patch[name] = *value;
  }
  return {};
}

// The field that an error of the store is about.
std::string_view field_of(const Storage& storage, ErrorCode code) {
  if (resource::is_folder(storage)) return "path";
  switch (code) {
    case ErrorCode::kUnauthenticated:
      return "secret_key";
    case ErrorCode::kNotFound:
    case ErrorCode::kForbidden:
      return "bucket";
    default:
      return "endpoint";
  }
}

Result<void> check_reach(const Call& call, const Storage& storage) {
  const Services& s = call.services;
  TRY_ASSIGN(const auto store, objects::open_registered(storage, {s.vault, s.clock, s.rng}));
  const auto probed = objects::probe(
      *store, storage.read_only ? objects::Wanted::kRead : objects::Wanted::kReadAndWrite, s.rng);
  if (probed) return {};
  return base::invalid_field(std::string(field_of(storage, probed.error().code)),
                             probed.error().message);
}

// A description can be changed while nothing can be reached.
Result<bool> touches_reach(const Call& call, describe::Purpose purpose) {
  if (purpose == describe::Purpose::kCreate) return true;
  TRY_ASSIGN(const json::Value body, json_body(call.request));
  for (const auto name : {"endpoint", "region", "addressing", "ca_certificate", "access_key",
                          "secret_key", "read_only"})
    if (body.find(name) != nullptr) return true;
  return false;
}

Result<void> check_storage(const Call& call, resource::Object& object, describe::Purpose purpose,
                           Prepared& prepared) {
  auto& storage = static_cast<Storage&>(object);
  TRY(domain::check_storage(storage));
  TRY(seal_keys(call, storage, prepared));
  if (purpose == describe::Purpose::kCreate && resource::is_folder(storage)) {
    TRY(check_own_place(call, storage));
    if (storage.type == StorageType::kPosix) {
      TRY_ASSIGN(storage.mount_point, objects::find_mount_point(storage.path));
    }
  }
  TRY_ASSIGN(const bool touched, touches_reach(call, purpose));
  return touched ? check_reach(call, storage) : Result<void>();
}

}  // namespace

CollectionHooks storage_hooks() {
  return {.kind = &Storage::kind(), .before_write = check_storage};
}

}  // namespace millrace::api
