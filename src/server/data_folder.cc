#include "server/data_folder.h"

namespace millrace::server {

Result<DataFolder> DataFolder::open(io::FileSystem& files, const std::string& path) {
  // 0711: instances run as other users and must reach their own folders below, nothing else.
  TRY(files.make_directories(path, 0711));
  TRY_ASSIGN(std::string root, files.real_path(path));
  if (root.size() == 1) return base::invalid_field("server.data", "must not be the root folder");
  return DataFolder{std::move(root)};
}

}  // namespace millrace::server
