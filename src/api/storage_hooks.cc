// Registering a storage: the folder must be there, and must not be the server's own.
#include <fmt/core.h>

#include "api/hooks_of_kinds.h"
#include "resource/machines.h"

namespace millrace::api {
namespace {

Result<void> check_folder(const Call& call, resource::Object& object, describe::Purpose purpose,
                          Prepared&) {
  if (purpose == describe::Purpose::kUpdate) return {};
  const auto& storage = static_cast<const resource::Storage&>(object);
  TRY_ASSIGN(const std::string real, call.services.files.real_path(storage.path));
  const auto info = call.services.files.stat(real);
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
  if (given != real)
    return base::invalid_field("path",
                               fmt::format("is a link or lies behind one; give \"{}\"", real));
  if (real == "/" || inside(real, data) || inside(data, real))
    return base::invalid_field("path", "holds, or lies in, the server's own data");
  return {};
}

}  // namespace

CollectionHooks storage_hooks() {
  return {.kind = &resource::Storage::kind(), .before_write = check_folder};
}

}  // namespace millrace::api
